import { defineCalculator, list, option, record, repeated, required } from '../../graph/index.ts';
import { type BoxOverlap, boxOverlap, type RelativeBox } from './box-overlap.ts';

/** What is read of a MediaPipe Detection; its other fields are handed on. */
interface Detection {
  readonly label?: readonly string[];
  readonly label_id?: readonly number[];
  readonly score?: readonly number[];
  readonly location_data?: {
    readonly relative_bounding_box?: Partial<RelativeBox>;
    readonly relative_keypoints?: readonly { readonly x?: number; readonly y?: number }[];
  };
}

/** A detection with its best label only. */
interface Scored {
  readonly detection: Detection;
  readonly score: number;
  readonly box: RelativeBox;
}

interface Limits {
  readonly min_score_threshold: number;
  readonly min_suppression_threshold: number;
  readonly overlap_type: BoxOverlap;
  readonly max_num_detections: number;
}

/** Keeps the best of detections that overlap. MediaPipe: non_max_suppression_calculator.cc, for relative bounding boxes. */
export const nonMaxSuppressionCalculator = defineCalculator({
  name: 'NonMaxSuppressionCalculator',
  summary:
    'Of detections whose boxes overlap keeps the one with the highest score (DEFAULT), or their mean by score (WEIGHTED).',
  example: `
calculator: NonMaxSuppressionCalculator
input_stream: all_detections
output_stream: detections
options: {min_suppression_threshold: 0.3, overlap_type: INTERSECTION_OVER_UNION}
`,
  inputs: { '': repeated(list(record), 'Detections with relative bounding boxes', { min: 1 }) },
  outputs: { '': required(list(record), 'Those that are kept, the highest score first') },
  options: {
    num_detection_streams: option.integer({ description: 'How many inputs there are', default: 1, minimum: 1 }),
    max_num_detections: option.integer({ description: 'How many are kept at most; -1: all', default: -1, minimum: -1 }),
    min_score_threshold: option.number({ description: 'Lower scores are left out; -1: none', default: -1 }),
    min_suppression_threshold: option.number({
      description: 'Boxes that overlap by more are one thing',
      default: 1,
      minimum: 0,
      maximum: 1,
    }),
    overlap_type: option.choice(['JACCARD', 'MODIFIED_JACCARD', 'INTERSECTION_OVER_UNION'], {
      description:
        'What the common area is divided by: the rectangle around both, the area of the lower score, or that of both together',
      default: 'JACCARD',
    }),
    return_empty_detections: option.boolean({
      description: 'Send an empty list where there is no detection',
      default: false,
    }),
    algorithm: option.choice(['DEFAULT', 'WEIGHTED'], {
      description: 'DEFAULT: the box of the highest score. WEIGHTED: the mean of all, weighted by their scores',
      default: 'DEFAULT',
    }),
  },
  *check(view) {
    const { num_detection_streams: streams, max_num_detections: most } = view.options;
    if (view.inputs('') !== streams) {
      yield `num_detection_streams is ${streams}; ${view.inputs('')} inputs are connected. Give the same number.`;
    }
    if (most === 0) yield 'max_num_detections is 0: nothing would be kept. Give 1 or more, or -1 for no limit.';
  },
  open: ({ options }) => ({
    process({ inputs, outputs }) {
      const detections = inputs[''].flatMap(input => (input.value ?? []) as readonly Detection[]);
      const scored = detections.flatMap(withBestLabel).sort((a, b) => b.score - a.score);
      if (scored.length === 0) {
        if (options.return_empty_detections) outputs[''].emit([]);
        return;
      }
      const kept = options.algorithm === 'DEFAULT' ? suppress(scored, options) : merge(scored, options);
      outputs[''].emit(kept as readonly Readonly<Record<string, unknown>>[]);
    },
  }),
});

/** A detection without any label says nothing, and is left out. */
function withBestLabel(detection: Detection): readonly Scored[] {
  const { label = [], label_id: id = [], score: scores = [], location_data: location } = detection;
  const score = Math.max(...scores);
  const best = scores.indexOf(score);
  if (best < 0 || (label.length === 0 && id.length === 0)) return [];
  const { xmin = 0, ymin = 0, width = 0, height = 0 } = location?.relative_bounding_box ?? {};
  const pruned: Detection = {
    ...detection,
    score: [score],
    ...(label.length === 0 ? {} : { label: label.slice(best, best + 1) }),
    ...(id.length === 0 ? {} : { label_id: id.slice(best, best + 1) }),
  };
  return [{ detection: pruned, score, box: { xmin, ymin, width, height } }];
}

const isTooLow = (score: number, { min_score_threshold: least }: Limits): boolean => least > 0 && score < least;

function suppress(scored: readonly Scored[], limits: Limits): readonly Detection[] {
  const kept: Scored[] = [];
  for (const one of scored) {
    if (isTooLow(one.score, limits) || kept.length === limits.max_num_detections) break;
    const isKnown = kept.some(
      other => boxOverlap(limits.overlap_type, other.box, one.box) > limits.min_suppression_threshold,
    );
    if (!isKnown) kept.push(one);
  }
  return kept.map(one => one.detection);
}

/** Each detection takes in those that overlap it, itself among them. */
function merge(scored: readonly Scored[], limits: Limits): readonly Detection[] {
  const merged: Detection[] = [];
  let left = scored;
  for (let [best] = left; best !== undefined && !isTooLow(best.score, limits); [best] = left) {
    const { box } = best;
    const isSame = (one: Scored): boolean =>
      boxOverlap(limits.overlap_type, box, one.box) > limits.min_suppression_threshold;
    const same = left.filter(isSame);
    merged.push(same.length === 0 ? best.detection : meanOf(best.detection, same));
    const others = left.filter(one => !isSame(one));
    // A box without an area overlaps nothing, not even itself.
    if (others.length === left.length) break;
    left = others;
  }
  return merged;
}

function meanOf(best: Detection, same: readonly Scored[]): Detection {
  const total = same.reduce((sum, one) => sum + one.score, 0);
  const mean = (value: (one: Scored) => number): number =>
    same.reduce((sum, one) => sum + value(one) * one.score, 0) / total;
  const xmin = mean(({ box }) => box.xmin);
  const ymin = mean(({ box }) => box.ymin);
  const width = mean(({ box }) => box.xmin + box.width) - xmin;
  const height = mean(({ box }) => box.ymin + box.height) - ymin;
  const keypoints = best.location_data?.relative_keypoints?.map((point, i) => {
    const of = ({ detection }: Scored) => detection.location_data?.relative_keypoints?.[i];
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
