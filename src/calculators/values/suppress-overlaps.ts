import { type BoxOverlap, boxOverlap } from './box-overlap.ts';
import type { Detection, ScoredDetection } from './scored-detection.ts';

/** Which detections are kept. */
export interface SuppressionLimits {
  /** 0 or less: any score will do. */
  readonly min_score_threshold: number;
  readonly min_suppression_threshold: number;
  readonly overlap_type: BoxOverlap;
  /** -1: all. */
  readonly max_num_detections: number;
}

// Scores are 32-bit floats where they come from, and so is the comparison.
const isTooLow = (score: number, { min_score_threshold: least }: SuppressionLimits): boolean =>
  least > 0 && Math.fround(score) < Math.fround(least);

/**
 * Of detections that overlap by more than the threshold keeps the one with the highest score.
 *
 * @param scored - the highest score first.
 */
export function suppressOverlaps(
  scored: readonly ScoredDetection[],
  limits: SuppressionLimits,
): readonly ScoredDetection[] {
  const kept: ScoredDetection[] = [];
  for (const one of scored) {
    if (isTooLow(one.score, limits) || kept.length === limits.max_num_detections) break;
    const isKnown = kept.some(
      other => boxOverlap(limits.overlap_type, other.box, one.box) > limits.min_suppression_threshold,
    );
    if (!isKnown) kept.push(one);
  }
  return kept;
}

/**
 * Of detections that overlap by more than the threshold makes the mean by score, under the labels of the highest score. Each
 * takes in those that overlap it, itself among them; as in MediaPipe, however many they are.
 *
 * @param scored - the highest score first; with relative boxes.
 */
export function mergeOverlaps(
  scored: readonly ScoredDetection[],
  limits: SuppressionLimits,
): readonly ScoredDetection[] {
  const merged: ScoredDetection[] = [];
  let left = scored;
  for (let [best] = left; best !== undefined && !isTooLow(best.score, limits); [best] = left) {
    const { box } = best;
    const isSame = (one: ScoredDetection): boolean =>
      boxOverlap(limits.overlap_type, one.box, box) > limits.min_suppression_threshold;
    const same = left.filter(isSame);
    merged.push(same.length === 0 ? best : { ...best, detection: meanOf(best.detection, same) });
    const others = left.filter(one => !isSame(one));
    // A box without an area overlaps nothing, not even itself.
    if (others.length === left.length) break;
    left = others;
  }
  return merged;
}

function meanOf(best: Detection, same: readonly ScoredDetection[]): Detection {
  const total = same.reduce((sum, one) => sum + one.score, 0);
  const mean = (value: (one: ScoredDetection) => number): number =>
    same.reduce((sum, one) => sum + value(one) * one.score, 0) / total;
  const xmin = mean(({ box }) => box.xmin);
  const ymin = mean(({ box }) => box.ymin);
  const width = mean(({ box }) => box.xmin + box.width) - xmin;
  const height = mean(({ box }) => box.ymin + box.height) - ymin;
  const keypoints = best.location_data?.relative_keypoints?.map((point, i) => {
    const of = ({ detection }: ScoredDetection) => detection.location_data?.relative_keypoints?.[i];
    return { ...point, x: mean(one => of(one)?.x ?? 0), y: mean(one => of(one)?.y ?? 0) };
  });
  return {
    ...best,
    location_data: {
      ...best.location_data,
      relative_bounding_box: { xmin, ymin, width, height },
      ...(keypoints === undefined ? {} : { relative_keypoints: keypoints }),
    },
  };
}
