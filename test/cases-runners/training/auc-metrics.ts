import { auc, rocCurve, thresholdAtFpr } from '../../../src/calculators/train/kernels/metrics/auc.ts';
import { confusion } from '../../../src/calculators/train/kernels/metrics/confusion.ts';
import { subgroupAuc } from '../../../src/calculators/train/kernels/metrics/subgroup-auc.ts';
import { type CaseChecks, close, closeByName, numberAt, numbersAt, recordAt } from './case-tools.ts';

/** AUC, its family over subgroups, ROC curves and thresholds. */
export const aucMetricChecks: CaseChecks = {
  bias: (one, tolerance) => {
    const found = subgroupAuc(numbersAt(one, 'score'), numbersAt(one, 'label'), numbersAt(one, 'subgroup'));
    closeByName('metrics', { ...found }, recordAt(one, 'expected'), tolerance);
  },
  confusion: (one, tolerance) => {
    const decided = numbersAt(one, 'score').map(score => (score > numberAt(one, 'threshold') ? 1 : 0));
    const found = confusion(numbersAt(one, 'label'), decided);
    closeByName('counts', { ...found }, recordAt(one, 'expected'), tolerance);
  },
  roc: (one, tolerance) => {
    const [scores, labels] = [numbersAt(one, 'score'), numbersAt(one, 'label')];
    close('auc', auc(scores, labels), one['expected_auc'], tolerance);
    const points = rocCurve(scores, labels).map(({ fpr, tpr, threshold }) => [fpr, tpr, threshold]);
    close('points', points, one['expected_points'], tolerance);
  },
  threshold_at_fpr: (one, tolerance) => {
    const found = thresholdAtFpr(numbersAt(one, 'score'), numbersAt(one, 'label'), numberAt(one, 'target_fpr'));
    close('threshold', found.threshold, one['expected_threshold'], tolerance);
    close('fpr', found.fpr, one['expected_fpr'], tolerance);
  },
};
