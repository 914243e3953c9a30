import {
  defineCalculator,
  type FilesService,
  filesService,
  integer,
  list,
  MillraceError,
  number,
  OptionsError,
  option,
  optional,
  optionalService,
  record,
  required,
  text,
} from '../../graph/index.ts';
import { highestScores } from './highest-scores.ts';
import { sixDigits } from './six-digits.ts';

/**
 * Picks the best scores. MediaPipe: top_k_scores_calculator.cc.
 *
 * The side packet LABELS and the output CLASSIFICATIONS are additions: MediaPipe reads labels from a file only, and never
 * sends the classifications that its contract names.
 */
export const topKScoresCalculator = defineCalculator({
  name: 'TopKScoresCalculator',
  summary: 'Sends the indices, values and labels of the highest scores, the highest first.',
  example: `
calculator: TopKScoresCalculator
input_stream: SCORES:class_scores
output_stream: [TOP_K_INDEXES:best_classes, TOP_K_SCORES:best_scores]
options: {top_k: 3}
`,
  inputs: { SCORES: required(list(number), 'A score for each class') },
  sidePackets: { LABELS: optional(text, 'The names of the classes, a line for each, in place of label_map_path') },
  outputs: {
    TOP_K_INDEXES: optional(list(integer), 'Where the highest scores stand; of equal scores the later first'),
    TOP_K_SCORES: optional(list(number), 'The highest scores'),
    TOP_K_LABELS: optional(list(text), 'The names of their classes, empty where there is none; needs labels'),
    CLASSIFICATIONS: optional(
      record,
      '{classification: [{index, score, label}, …]}; label only where labels are given',
    ),
    SUMMARY: optional(text, 'label:score, or index:score without labels, in six digits, separated by commas'),
  },
  options: {
    top_k: option.integer({ description: 'How many at most; absent: all that reach the threshold', minimum: 1 }),
    threshold: option.number({ description: 'Lower scores are left out. 0 when only top_k is given' }),
    label_map_path: option.string({
      description: 'A text file with the names of the classes, a line for each: a path relative to the graph file',
    }),
  },
  services: { files: optionalService(filesService) },
  *check({ outputs, sidePackets, options }) {
    const sources = sidePackets('LABELS') + (options.label_map_path === undefined ? 0 : 1);
    if (sources > 1) yield 'Labels are given twice. Keep the side packet LABELS or the option label_map_path.';
    if (sources === 0 && outputs('TOP_K_LABELS') > 0) {
      yield 'TOP_K_LABELS is connected, but there are no labels. Set label_map_path, or connect the side packet LABELS.';
    }
  },
  async open({ options, nodeName, sidePackets, services, outputs: opened }) {
    const { top_k: count, threshold = 0, label_map_path: path } = options;
    if (count === undefined && options.threshold === undefined) {
      throw new OptionsError(`node "${nodeName}": every score would be sent. Set top_k or threshold.`);
    }
    const written = path === undefined ? sidePackets.LABELS : await readLabels(services.files, path, nodeName);
    const labels = written?.split(/\r?\n/);
    if (labels?.at(-1) === '') labels.pop();
    if (opened.TOP_K_LABELS !== undefined && labels?.length === 0) {
      throw new MillraceError('INTERNAL', `node "${nodeName}": there is no label. Give one for each class.`);
    }
    const labelOf = (index: number): string => labels?.[index] ?? '';
    return {
      process({ inputs, outputs }) {
        const scores = inputs.SCORES.value;
        if (scores === undefined) return;
        const best = highestScores(scores, threshold, count);
        outputs.TOP_K_INDEXES?.emit(best.map(({ index }) => index));
        outputs.TOP_K_SCORES?.emit(best.map(({ score }) => score));
        outputs.TOP_K_LABELS?.emit(best.map(({ index }) => labelOf(index)));
        outputs.CLASSIFICATIONS?.emit({
          classification: best.map(one => (labels === undefined ? one : { ...one, label: labelOf(one.index) })),
        });
        const named = best.map(({ index, score }) => [labels === undefined ? index : labelOf(index), sixDigits(score)]);
        outputs.SUMMARY?.emit(named.map(pair => pair.join(':')).join(','));
      },
    };
  },
});

async function readLabels(files: FilesService | undefined, path: string, node: string): Promise<string> {
  if (files === undefined) {
    throw new MillraceError(
      'UNAVAILABLE',
      `node "${node}", label_map_path: nothing here reads files. Give the service ${filesService.key}, or connect LABELS.`,
    );
  }
  return new TextDecoder().decode(await files.readFile(path));
}
