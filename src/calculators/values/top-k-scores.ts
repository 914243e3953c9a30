import {
  defineCalculator,
  integer,
  list,
  number,
  OptionsError,
  option,
  optional,
  required,
} from '../../graph/index.ts';

/** Picks the best scores. MediaPipe: top_k_scores_calculator.cc, without label maps. */
export const topKScoresCalculator = defineCalculator({
  name: 'TopKScoresCalculator',
  summary: 'Sends the indices and values of the highest scores, the highest first.',
  example: `
calculator: TopKScoresCalculator
input_stream: SCORES:class_scores
output_stream: [TOP_K_INDEXES:best_classes, TOP_K_SCORES:best_scores]
options: {top_k: 3}
`,
  inputs: { SCORES: required(list(number), 'A score for each class') },
  outputs: {
    TOP_K_INDEXES: optional(list(integer), 'Where the highest scores stand'),
    TOP_K_SCORES: optional(list(number), 'The highest scores'),
  },
  options: {
    top_k: option.integer({ description: 'How many at most', minimum: 1 }),
    threshold: option.number({ description: 'Lower scores are left out' }),
  },
  open({ options, nodeName }) {
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
      },
    };
  },
});
