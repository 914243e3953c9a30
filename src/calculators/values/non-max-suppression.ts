import {
  anyImage,
  defineCalculator,
  list,
  MillraceError,
  option,
  optional,
  record,
  repeated,
  required,
} from '../../graph/index.ts';
import { type Detection, type ScoredDetection, scoredDetection } from './scored-detection.ts';
import { mergeOverlaps, suppressOverlaps } from './suppress-overlaps.ts';

/**
 * Keeps the best of detections that overlap. MediaPipe: non_max_suppression_calculator.cc.
 *
 * Of each detection the best label is kept, name and number (MediaPipe leaves all names beside a number); one without labels is
 * left out. With `multiclass_nms` a detection counts in the class of that label, once; MediaPipe counts it in that of each of its
 * numbers, and sends it as often.
 */
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
  inputs: {
    '': repeated(list(record), 'Detections with relative bounding boxes, or in pixels of IMAGE', { min: 1 }),
    IMAGE: optional(anyImage, 'The picture that boxes in pixels lie in; only its size is read. Not for WEIGHTED'),
  },
  outputs: { '': required(list(record), 'Those that are kept, the highest score first') },
  options: {
    num_detection_streams: option.integer({ description: 'How many inputs there are', default: 1, minimum: 1 }),
    max_num_detections: option.integer({
      description: 'How many are kept at most; -1: all. Without effect on WEIGHTED unless multiclass_nms is set',
      default: -1,
      minimum: -1,
    }),
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
    multiclass_nms: option.boolean({
      description: 'Compare only detections of one class: those whose best label is the same',
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
  open({ options, inputs: opened, nodeName }) {
    const reduce = options.algorithm === 'DEFAULT' ? suppressOverlaps : mergeOverlaps;
    const isInPixels = opened.IMAGE !== undefined && options.algorithm === 'DEFAULT';
    return {
      process({ inputs, outputs, inputTimestamp }) {
        const detections = inputs[''].flatMap(input => (input.value ?? []) as readonly Detection[]);
        if (detections.length === 0) {
          if (options.return_empty_detections) outputs[''].emit([]);
          return;
        }
        const picture = inputs.IMAGE?.value;
        if (isInPixels && picture === undefined) {
          throw new MillraceError(
            'INVALID_ARGUMENT',
            `node "${nodeName}": there are detections and no IMAGE at ${inputTimestamp}. Send the picture they are of.`,
          );
        }
        const scored = detections.flatMap(
          one => scoredDetection(one, isInPixels ? picture : undefined, nodeName) ?? [],
        );
        const ranked = byScore(scored);
        const kept = options.multiclass_nms
          ? byScore(classesOf(ranked).flatMap(one => reduce(one, options))).slice(0, limitOf(options))
          : reduce(ranked, options);
        outputs[''].emit(kept.map(one => one.detection));
      },
    };
  },
});

/** The highest score first. */
const byScore = (scored: readonly ScoredDetection[]): readonly ScoredDetection[] =>
  [...scored].sort((a, b) => b.score - a.score);

const limitOf = ({ max_num_detections: most }: { readonly max_num_detections: number }): number | undefined =>
  most === -1 ? undefined : most;

function classesOf(scored: readonly ScoredDetection[]): readonly (readonly ScoredDetection[])[] {
  const classes = new Map<number | string, ScoredDetection[]>();
  for (const one of scored) {
    const found = classes.get(one.label);
    if (found === undefined) classes.set(one.label, [one]);
    else found.push(one);
  }
  return [...classes.values()];
}
