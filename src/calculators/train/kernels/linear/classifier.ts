import { sigmoid } from '../losses/transform.ts';
import type { Matrix } from '../matrix.ts';
import { fitLogistic, type LinearFit, linearScores } from './logistic-newton.ts';
import { fitSoftmax, type SoftmaxFit, softmaxProbabilities } from './softmax-regression.ts';

/** Rows with the numbers of their classes. */
export interface LabelledRows {
  readonly x: Matrix;
  readonly labels: ArrayLike<number>;
  readonly classes: number;
}

/** A linear classifier: logistic regression for two classes, softmax regression for more. */
export type Classifier =
  | { readonly kind: 'logistic'; readonly fit: LinearFit }
  | { readonly kind: 'softmax'; readonly fit: SoftmaxFit };

/** How a classifier is fitted. */
export interface ClassifierOptions {
  readonly l2: number;
  readonly maxSteps: number;
  readonly weights?: ArrayLike<number> | undefined;
  /** Where to begin: the classifier of similar rows. */
  readonly start?: Classifier | undefined;
}

/** Fits a classifier. */
export function fitClassifier({ x, labels, classes }: LabelledRows, options: ClassifierOptions): Classifier {
  const { start, ...rest } = options;
  return classes === 2
    ? {
        kind: 'logistic',
        fit: fitLogistic(x, labels, { ...rest, start: start?.kind === 'logistic' ? start.fit : undefined }),
      }
    : {
        kind: 'softmax',
        fit: fitSoftmax(x, labels, classes, { ...rest, start: start?.kind === 'softmax' ? start.fit : undefined }),
      };
}

/** The probability of each class, for each row. */
export function classProbabilities(classifier: Classifier, x: Matrix): Matrix {
  if (classifier.kind === 'softmax') return softmaxProbabilities(x, classifier.fit);
  const data = new Float64Array(2 * x.rows);
  linearScores(x, classifier.fit).forEach((score, r) => {
    const p = sigmoid(score);
    data[2 * r] = 1 - p;
    data[2 * r + 1] = p;
  });
  return { rows: x.rows, columns: 2, data };
}
