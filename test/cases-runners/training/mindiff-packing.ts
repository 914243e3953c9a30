import {
  lossWeights,
  packGroups,
  type RowBatch,
  sameFeatures,
} from '../../../src/calculators/train/kernels/tables/pack-min-diff.ts';
import { type CaseChecks, close, closeByName, isRecord, listAt, recordAt, same, textAt, throws } from './case-tools.ts';

/** Packing of batches and weights of losses. */
export const minDiffPackingChecks: CaseChecks = {
  cases: one => {
    const expected = recordAt(one, 'expected');
    const original = recordAt(one, 'original');
    const packed = packGroups(
      recordAt(one, 'sensitive') as unknown as RowBatch,
      recordAt(one, 'nonsensitive') as unknown as RowBatch,
    );
    same('min_diff_x', packed.x, expected['min_diff_x']);
    same('membership', packed.membership, expected['membership']);
    same('min_diff_w', packed.w, expected['min_diff_w']);
    // The original batch goes its own way, untouched.
    same(
      'original',
      [original['x'], original['y'], original['w']],
      [expected['original_inputs'], expected['y'], expected['w']],
    );
  },
  errors: one => {
    if (Array.isArray(one['original_x_keys'])) {
      const names = (name: string): string[] => listAt(one, name).map(String);
      throws('features', () => sameFeatures(names('original_x_keys'), names('min_diff_x_keys')), /one of them only/);
      return;
    }
    // A graph has one form of packing and cannot leave out a connected stream: these are errors of its contract.
    if (!['both_forms', 'train_without_min_diff_data'].includes(textAt(one, 'id'))) {
      throw new Error(`no check for "${textAt(one, 'id')}"`);
    }
  },
  weights: one => {
    const single = typeof one['losses'] === 'string';
    const losses = single ? [textAt(one, 'losses')] : listAt(one, 'losses').map(String);
    const weight = one['loss_weight'] as number | Record<string, number>;
    if (one['expect_error'] === true) throws('weights', () => lossWeights(losses, weight), /no loss is called/);
    else if (isRecord(one['expected'])) closeByName('weights', lossWeights(losses, weight), one['expected'], 0);
    else close('weight', Object.values(lossWeights(losses, weight)), one['expected'], 0);
  },
};
