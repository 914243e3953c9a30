import {
  defineCalculator,
  integer,
  list,
  number,
  OptionsError,
  option,
  optional,
  record,
  required,
  text,
} from '../../graph/index.ts';

/** Picks the best scores. MediaPipe: top_k_scores_calculator.cc; labels come as a side packet, not from a path. */
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
  sidePackets: { LABELS: optional(text, 'The names of the classes, a line for each') },
  outputs: {
    TOP_K_INDEXES: optional(list(integer), 'Where the highest scores stand'),
    TOP_K_SCORES: optional(list(number), 'The highest scores'),
    TOP_K_LABELS: optional(list(text), 'The names of their classes; needs LABELS'),
    CLASSIFICATIONS: optional(record, '{classification: [{index, score, label}, …]}; labels only with LABELS'),
    SUMMARY: optional(text, 'label:score, or index:score without LABELS, separated by commas'),
  },
  options: {
    top_k: option.integer({ description: 'How many at most', minimum: 1 }),
    threshold: option.number({ description: 'Lower scores are left out' }),
  },
  *check(view) {
    if (view.outputs('TOP_K_LABELS') > view.sidePackets('LABELS')) {
      yield 'TOP_K_LABELS is connected, but not the side packet LABELS. Connect both.';
    }
  },
  open({ options, nodeName, sidePackets }) {
    const labels = sidePackets.LABELS?.split(/\r?\n/);
    const labelOf = (index: number): string => labels?.[index] ?? '';
    if (options.top_k === undefined && options.threshold === undefined) {
      throw new OptionsError(`node "${nodeName}": every score would be sent. Set top_k or threshold.`);
    }
    return {
      process({ inputs, outputs }) {
        const scores = inputs.SCORES.value;
        if (scores === undefined) return;
        // Scores are 32-bit floats where they come from, and so is the comparison.
        const limit = Math.fround(options.threshold ?? Number.NEGATIVE_INFINITY);
        const best = scores
          .map((score, index) => ({ score, index }))
          .filter(({ score }) => Math.fround(score) >= limit)
          .sort((a, b) => b.score - a.score || a.index - b.index)
          .slice(0, options.top_k);
        outputs.TOP_K_INDEXES?.emit(best.map(({ index }) => index));
        outputs.TOP_K_SCORES?.emit(best.map(({ score }) => score));
        outputs.TOP_K_LABELS?.emit(best.map(({ index }) => labelOf(index)));
        outputs.CLASSIFICATIONS?.emit({
          classification: best.map(one => (labels === undefined ? one : { ...one, label: labelOf(one.index) })),
        });
        outputs.SUMMARY?.emit(
          best.map(({ index, score }) => `${labels === undefined ? index : labelOf(index)}:${score}`).join(','),
        );
      },
    };
  },
});
