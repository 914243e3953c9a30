import type { LossValue } from './loss-value.ts';
import { sigmoid, softmaxRow, softplus } from './transform.ts';

/** RankNet: mean over the pairs with relevance i above j of log(1 + e^-(s_i - s_j)). Burges et al., 2005. 0 without a pair. */
export function ranknetLoss(scores: ArrayLike<number>, relevance: ArrayLike<number>): LossValue {
  const n = scores.length;
  const gradient = new Float64Array(n);
  let sum = 0;
  let pairs = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (!(relevance[i]! > relevance[j]!)) continue;
      pairs++;
      const d = scores[i]! - scores[j]!;
      sum += softplus(-d);
      const slope = -sigmoid(-d);
      gradient[i] = gradient[i]! + slope;
      gradient[j] = gradient[j]! - slope;
    }
  }
  if (pairs === 0) return { value: 0, gradients: [gradient], figures: { pairs } };
  return { value: sum / pairs, gradients: [gradient.map(g => g / pairs)], figures: { pairs } };
}

/** ListNet, top one: the cross-entropy of softmax(scores) under softmax(relevance). Cao et al., 2007. */
export function listnetLoss(scores: ArrayLike<number>, relevance: ArrayLike<number>): LossValue {
  const n = scores.length;
  if (n === 0) return { value: 0, gradients: [new Float64Array(0)] };
  const target = new Float64Array(n);
  const soft = new Float64Array(n);
  softmaxRow(relevance, target, 0, n);
  const logSum = softmaxRow(scores, soft, 0, n);
  let value = 0;
  for (let i = 0; i < n; i++) value += target[i]! * (logSum - scores[i]!);
  return { value, gradients: [soft.map((share, i) => share - target[i]!)] };
}
