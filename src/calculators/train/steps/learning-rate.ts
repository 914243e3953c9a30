import { any, defineCalculator, number, option, required } from '../../../graph/index.ts';
import { type LearningRateSchedule, learningRateAt } from '../kernels/schedules/learning-rate-schedule.ts';

/** The learning rate as a function of the step. */
export const learningRateCalculator = defineCalculator({
  name: 'LearningRateCalculator',
  summary:
    'Sends the learning rate of each step: a pure function of the timestamp, so that a resumed run needs no state.',
  example: `
calculator: LearningRateCalculator
input_stream: TICK:batch
output_stream: LR:rate
options: {kind: warmup_cosine, initial: 0.01, warmup: 100, total: 5000}
`,
  inputs: { TICK: required(any, 'Gives the steps, such as the batches') },
  outputs: { LR: required(number, 'The learning rate') },
  options: {
    kind: option.choice(['constant', 'exponential', 'cosine', 'warmup_linear', 'warmup_cosine', 'piecewise'], {
      description: 'The form',
      default: 'constant',
    }),
    initial: option.number({ description: 'The rate at the start, or after the warm-up', default: 0.001, minimum: 0 }),
    rate: option.number({ description: 'Of exponential: the factor per steps', default: 0.5, exclusiveMinimum: 0 }),
    steps: option.number({ description: 'Of exponential', default: 1000, exclusiveMinimum: 0 }),
    staircase: option.boolean({ description: 'Of exponential: in steps, not smoothly', default: false }),
    warmup: option.number({ description: 'Steps of the warm-up', default: 0, minimum: 0 }),
    total: option.number({ description: 'Of a cosine: the step at which it ends', default: 1000, exclusiveMinimum: 0 }),
    alpha: option.number({
      description: 'Of a cosine: what is left at the end, of initial',
      default: 0,
      minimum: 0,
      maximum: 1,
    }),
    boundaries: option.list(option.number({ description: 'A step' }), {
      description: 'Of piecewise: from where on the next value holds',
      default: [],
    }),
    values: option.list(option.number({ description: 'A rate' }), { description: 'Of piecewise', default: [] }),
  },
  *check({ options }) {
    if (options.kind === 'piecewise' && options.values.length !== options.boundaries.length + 1) {
      yield `piecewise has ${options.boundaries.length} boundaries and ${options.values.length} values. Give one value more than boundaries.`;
    }
  },
  open({ options }) {
    // A schedule of one kind reads the settings of its own only.
    const schedule = options as LearningRateSchedule;
    return {
      process({ inputs, outputs, inputTimestamp }) {
        if (!inputs.TICK.isEmpty) outputs.LR.emit(learningRateAt(schedule, inputTimestamp));
      },
    };
  },
});
