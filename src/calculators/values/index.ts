import type { Calculator } from '../../graph/index.ts';
import { logicCalculator } from './logic.ts';
import { nonMaxSuppressionCalculator } from './non-max-suppression.ts';
import { nonZeroCalculator } from './non-zero.ts';
import { stringToIntCalculators } from './string-to-int.ts';
import { thresholdingCalculator } from './thresholding.ts';
import { topKScoresCalculator } from './top-k-scores.ts';

/** Calculators about truth values, numbers, scores and detections. */
export const valueCalculators: readonly Calculator[] = [
  logicCalculator,
  nonMaxSuppressionCalculator,
  nonZeroCalculator,
  ...stringToIntCalculators,
  thresholdingCalculator,
  topKScoresCalculator,
];
