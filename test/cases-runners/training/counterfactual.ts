import {
  type CounterfactualKind,
  counterfactualLoss,
} from '../../../src/calculators/train/kernels/losses/counterfactual.ts';
import { type CaseChecks, close, matrixAt, numberAt, textAt, weightsAt } from './case-tools.ts';

/** Pairwise counterfactual losses. */
export const counterfactualChecks: CaseChecks = {
  cases: one => {
    const weight = one['sample_weight'];
    const loss = counterfactualLoss(
      textAt(one, 'loss') as CounterfactualKind,
      matrixAt(one, 'original'),
      matrixAt(one, 'counterfactual'),
      typeof weight === 'number' ? weight : weightsAt(one),
    );
    close('loss', loss.value, one['expected'], numberAt(one, 'atol'));
  },
};
