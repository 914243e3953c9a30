import {
  exactBanzhaf,
  exactShapley,
  leaveOneOut,
  permutationShapley,
} from '../../../src/calculators/train/kernels/valuation/coalition-values.ts';
import { knnShapley, knnUtility } from '../../../src/calculators/train/kernels/valuation/knn-shapley.ts';
import { type CaseChecks, close, flat, listAt, matrixAt, numberAt, numbersAt } from './case-tools.ts';

/** Shapley, Banzhaf and leave-one-out values of nearest-neighbour games. */
export const dataValuationChecks: CaseChecks = {
  cases: (one, tolerance) => {
    const game = {
      k: numberAt(one, 'K'),
      train: matrixAt(one, 'x_train'),
      trainLabels: numbersAt(one, 'y_train'),
      valid: matrixAt(one, 'x_valid'),
      validLabels: numbersAt(one, 'y_valid'),
    };
    const n = game.train.rows;
    const utility = (rows: readonly number[]): number => knnUtility(game, rows);
    close('utility', utility(Array.from({ length: n }, (_, i) => i)), one['expected_full_utility'], tolerance);
    close('shapley', exactShapley(n, utility), one['expected_shapley'], tolerance);
    close('closed form', knnShapley(game), one['expected_knn_shapley_closed_form'], tolerance);
    close('banzhaf', exactBanzhaf(n, utility), one['expected_banzhaf'], tolerance);
    close('leave one out', leaveOneOut(n, utility), one['expected_loo'], tolerance);
    const orders = listAt(one, 'permutations').map(flat);
    close('permutations', permutationShapley(n, utility, orders), one['expected_permutation_shapley'], tolerance);
  },
};
