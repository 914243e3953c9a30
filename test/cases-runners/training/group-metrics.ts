import {
  type ConfusionRates,
  confusion,
  confusionRates,
} from '../../../src/calculators/train/kernels/metrics/confusion.ts';
import { type Disparity, groupMetrics } from '../../../src/calculators/train/kernels/metrics/group-metrics.ts';
import { entropyIndex, privilegedMetrics } from '../../../src/calculators/train/kernels/metrics/privileged-metrics.ts';
import {
  type CaseChecks,
  close,
  closeByName,
  listAt,
  numberAt,
  numbersAt,
  recordAt,
  textAt,
  weightsAt,
} from './case-tools.ts';

/** Rates of groups and their differences. */
export const groupMetricChecks: CaseChecks = {
  basic: (one, tolerance) => {
    const options = { weights: weightsAt(one), positive: numberAt(one, 'pos_label') };
    const rates = confusionRates(confusion(numbersAt(one, 'y_true'), numbersAt(one, 'y_pred'), options));
    const name = textAt(one, 'metric') as keyof ConfusionRates;
    close(name, rates[name], one['expected'], tolerance);
  },
  frames: (one, tolerance) => {
    const groups = listAt(one, 'sensitive').map(String);
    const found = groupMetrics(numbersAt(one, 'y_true'), numbersAt(one, 'y_pred'), groups, weightsAt(one));
    const expected = recordAt(one, 'expected');
    closeByName('overall', { ...found.overall }, recordAt(expected, 'overall'), tolerance);
    for (const group of Object.keys(recordAt(expected, 'by_group'))) {
      closeByName(group, { ...found.by_group[group] }, recordAt(recordAt(expected, 'by_group'), group), tolerance);
    }
    const spread = (one: Disparity): Record<string, number> => ({ ...one });
    closeByName('between_groups', spread(found.between_groups), recordAt(expected, 'between_groups'), tolerance);
    closeByName('to_overall', spread(found.to_overall), recordAt(expected, 'to_overall'), tolerance);
  },
  aif360: (one, tolerance) => {
    const [truth, decision] = [numbersAt(one, 'y_true'), numbersAt(one, 'y_pred')];
    const found = privilegedMetrics(truth, decision, numbersAt(one, 'sensitive'), numberAt(one, 'privileged'));
    closeByName('metrics', found, recordAt(one, 'expected'), tolerance);
  },
  entropy: (one, tolerance) => {
    const [truth, decision] = [numbersAt(one, 'y_true'), numbersAt(one, 'y_pred')];
    close('index', entropyIndex(truth, decision, 2), one['expected_gei'], tolerance);
    if (one['expected_theil'] !== undefined) {
      close('theil', entropyIndex(truth, decision, 1), one['expected_theil'], tolerance);
    }
  },
};
