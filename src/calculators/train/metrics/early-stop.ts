import { defineCalculator, MillraceError, option, optional, record, required } from '../../../graph/index.ts';
import { beforeFirstEpoch, type EarlyStoppingState, earlyStopping } from '../kernels/schedules/early-stopping.ts';
import { trainedModel } from '../network/trained-model.ts';

/** Says when training is over. */
export const earlyStopCalculator = defineCalculator({
  name: 'EarlyStopCalculator',
  summary:
    'Watches one figure, or a weighted sum of several: the verdict of an epoch is to stop when it has not become better for patience epochs. BEST is the model of each improvement.',
  example: `
calculator: EarlyStopCalculator
input_stream: [METRICS:metrics, MODEL:model]
output_stream: [VERDICT:verdict, BEST:best]
options: {monitor: auc, mode: max, patience: 3}
`,
  inputs: {
    METRICS: required(record, 'Figures by name'),
    MODEL: optional(trainedModel, 'What was measured'),
  },
  outputs: {
    VERDICT: required(record, '{stop, improved, value, best, best_epoch} for each epoch'),
    BEST: optional(trainedModel, 'The model, whenever the figure has improved'),
  },
  options: {
    monitor: option.string({ description: 'The name of the figure', default: 'total' }),
    minus: option.list(
      option.object(
        {
          metric: option.string({ description: 'A figure', required: true }),
          weight: option.number({ description: 'How often it is taken off', default: 1 }),
        },
        { description: 'A figure that is taken off' },
      ),
      { description: 'What is taken off the monitored figure, such as a gap between groups', default: [] },
    ),
    mode: option.choice(['min', 'max'], { description: 'Which way is better', default: 'min' }),
    patience: option.integer({ description: 'Epochs without improvement', default: 3, minimum: 1 }),
    min_delta: option.number({ description: 'What an improvement must exceed', default: 0, minimum: 0 }),
  },
  open({ options, nodeName }) {
    let state: EarlyStoppingState = beforeFirstEpoch;
    let epoch = 0;
    const read = (metrics: Readonly<Record<string, unknown>>, name: string): number => {
      const value = metrics[name];
      if (typeof value === 'number') return value;
      throw new MillraceError(
        'NOT_FOUND',
        `node "${nodeName}": there is no figure "${name}". The figures: ${Object.keys(metrics).join(', ')}.`,
      );
    };
    return {
      process({ inputs, outputs }) {
        const metrics = inputs.METRICS.value;
        if (metrics === undefined) return;
        const value = options.minus.reduce(
          (sum, one) => sum - one.weight * read(metrics, one.metric),
          read(metrics, options.monitor),
        );
        const { mode, patience, min_delta: minDelta } = options;
        state = earlyStopping(state, epoch, value, { mode, patience, minDelta });
        epoch += 1;
        const { stop, improved, best, bestEpoch } = state;
        outputs.VERDICT.emit({ stop, improved, value, best: best ?? Number.NaN, best_epoch: bestEpoch });
        const model = inputs.MODEL?.packet;
        if (improved && model !== undefined && !model.isEmpty) outputs.BEST?.forward(model);
      },
      saveState: () => ({ state, epoch }),
      loadState(saved) {
        ({ state, epoch } = saved as { state: EarlyStoppingState; epoch: number });
      },
    };
  },
});
