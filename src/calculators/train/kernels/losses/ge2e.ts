import { type Matrix, zeros } from '../matrix.ts';
import type { LossValue } from './loss-value.ts';
import { sigmoid, softmaxRow } from './transform.ts';
import { unitRows } from './unit-rows.ts';

/** How the generalised end-to-end loss is measured. */
export interface Ge2eOptions {
  readonly form: 'softmax' | 'contrast';
  /** Scale of the cosine; positive. The paper starts at 10. */
  readonly w: number;
  /** Offset. The paper starts at -5. */
  readonly b: number;
}

/**
 * Generalised end-to-end loss (Wan et al., 2018) over utterances of several speakers, rows grouped speaker by speaker with
 * the same number each (two at least). Each utterance is compared with the centroid of each speaker's unit embeddings, its
 * own left out of its own centroid: S = w cos + b. `softmax`: -S_own + log sum e^S; `contrast`: 1 - sigmoid(S_own) plus the
 * largest sigmoid of another speaker. Mean over the utterances; figures `w_gradient` and `b_gradient`.
 */
export function ge2eLoss(embeddings: Matrix, speakers: number, options: Ge2eOptions): LossValue {
  const { rows, columns } = embeddings;
  const each = rows / speakers;
  if (!Number.isInteger(each) || each < 2) {
    throw new RangeError(
      `ge2e: ${rows} utterances of ${speakers} speakers. Give each speaker the same number, two at least.`,
    );
  }
  const unit = unitRows(embeddings);
  const e = unit.rows.data;
  const gradient = new Float64Array(e.length);
  const totals = zeros(speakers, columns).data;
  for (let i = 0; i < rows; i++) {
    const k = Math.floor(i / each);
    for (let c = 0; c < columns; c++) totals[k * columns + c] = totals[k * columns + c]! + e[i * columns + c]!;
  }
  let value = 0;
  let wGradient = 0;
  let bGradient = 0;
  for (let i = 0; i < rows; i++) {
    const own = Math.floor(i / each);
    // A centroid's length does not matter for the cosine: sums do for means.
    const centroids = totals.slice();
    for (let c = 0; c < columns; c++) {
      centroids[own * columns + c] = centroids[own * columns + c]! - e[i * columns + c]!;
    }
    const directions = unitRows({ rows: speakers, columns, data: centroids });
    const cosines = new Float64Array(speakers);
    for (let k = 0; k < speakers; k++) {
      for (let c = 0; c < columns; c++) {
        cosines[k] = cosines[k]! + e[i * columns + c]! * directions.rows.data[k * columns + c]!;
      }
    }
    const similarities = cosines.map(cosine => options.w * cosine + options.b);
    const pull = new Float64Array(speakers);
    value += utteranceLoss(options.form, similarities, own, pull);
    const back = new Float64Array(centroids.length);
    for (let k = 0; k < speakers; k++) {
      wGradient += pull[k]! * cosines[k]!;
      bGradient += pull[k]!;
      for (let c = 0; c < columns; c++) {
        const g = options.w * pull[k]!;
        gradient[i * columns + c] = gradient[i * columns + c]! + g * directions.rows.data[k * columns + c]!;
        back[k * columns + c] = g * e[i * columns + c]!;
      }
    }
    const viaCentroids = directions.back(back);
    for (let j = 0; j < rows; j++) {
      if (j === i) continue;
      const k = Math.floor(j / each);
      for (let c = 0; c < columns; c++) {
        gradient[j * columns + c] = gradient[j * columns + c]! + viaCentroids[k * columns + c]!;
      }
    }
  }
  for (let i = 0; i < gradient.length; i++) gradient[i] = gradient[i]! / rows;
  return {
    value: value / rows,
    gradients: [unit.back(gradient)],
    figures: { w_gradient: wGradient / rows, b_gradient: bGradient / rows },
  };
}

function utteranceLoss(form: Ge2eOptions['form'], s: Float64Array, own: number, pull: Float64Array): number {
  if (form === 'softmax') {
    const logSum = softmaxRow(s, pull, 0, s.length);
    pull[own] = pull[own]! - 1;
    return logSum - s[own]!;
  }
  let worst = -1;
  for (let k = 0; k < s.length; k++) if (k !== own && (worst < 0 || s[k]! > s[worst]!)) worst = k;
  const mine = sigmoid(s[own]!);
  pull[own] = -mine * (1 - mine);
  if (worst < 0) return 1 - mine;
  const other = sigmoid(s[worst]!);
  pull[worst] = other * (1 - other);
  return 1 - mine + other;
}
