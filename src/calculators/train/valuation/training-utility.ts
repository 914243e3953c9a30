import { type ClassifierOptions, fitClassifier, type LabelledRows } from '../kernels/linear/classifier.ts';
import type { Utility } from '../kernels/valuation/coalition-values.ts';
import { takeLabelled } from './labelled-rows.ts';
import { type ClassifierScore, scoreClassifier } from './score-classifier.ts';

/** What a training is judged by. */
export interface UtilitySetup {
  readonly train: LabelledRows;
  readonly valid: LabelledRows;
  readonly score: ClassifierScore;
  readonly fit: Pick<ClassifierOptions, 'l2' | 'maxSteps' | 'start'>;
}

/**
 * The worth of some training rows: the score on the validation rows of a classifier that is fitted to them. Without a row
 * the classifier knows nothing: all classes are alike.
 */
export function trainingUtility({ train, valid, score, fit }: UtilitySetup): Utility {
  return rows => scoreClassifier(score, fitClassifier(takeLabelled(train, rows), fit), valid);
}
