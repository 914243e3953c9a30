import { type Classifier, classProbabilities, type LabelledRows } from '../kernels/linear/classifier.ts';
import { accuracy, logLoss } from '../kernels/metrics/classification.ts';

/** What a fitted classifier is worth. */
export type ClassifierScore = 'accuracy' | 'neg_log_loss';

/** Measures a classifier on rows. More is better. */
export function scoreClassifier(kind: ClassifierScore, classifier: Classifier, rows: LabelledRows): number {
  const probabilities = classProbabilities(classifier, rows.x);
  return kind === 'accuracy' ? accuracy(probabilities, rows.labels) : -logLoss(probabilities, rows.labels);
}
