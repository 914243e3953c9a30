import { defineCalculator, MillraceError, option, optional, record, repeated } from '../../../graph/index.ts';
import { batch } from '../batches/batch.ts';
import { type LineFile, trainingFilesService } from '../training-files.ts';

/** Writes figures as lines of JSON. */
export const metricsLogCalculator = defineCalculator({
  name: 'MetricsLogCalculator',
  summary:
    'Writes each figure as a line of JSON, {step, epoch, split, name, value}: losses of steps, metrics of epochs. A resumed run goes on where its checkpoint stood, and leaves the same bytes as one that was never interrupted.',
  example: `
calculator: MetricsLogCalculator
input_stream: [METRICS:0:losses, METRICS:1:metrics, BATCH:batch]
options: {file: out/log.jsonl, splits: [train, valid]}
`,
  inputs: {
    METRICS: repeated(record, 'Figures by name, any number of streams', { min: 1 }),
    BATCH: optional(batch, 'The batches: they say to which epoch a step belongs'),
  },
  options: {
    file: option.string({ description: 'The file', required: true }),
    splits: option.list(option.string({ description: 'A name' }), {
      description: 'What the rows of each stream are called, by index of METRICS',
      default: ['train', 'valid', 'test'],
    }),
    every: option.integer({
      description: 'Writes each so-many-th step of the first stream only',
      default: 1,
      minimum: 1,
    }),
  },
  services: { files: trainingFilesService },
  open({ options, services, nodeName }) {
    let file: LineFile | undefined;
    let keep = 0;
    let epoch: number | null = null;
    return {
      async process({ inputs, inputTimestamp }) {
        epoch = inputs.BATCH?.value?.epoch ?? epoch;
        const lines: string[] = [];
        for (const [i, one] of inputs.METRICS.entries()) {
          if (one.value === undefined) continue;
          if (i === 0 && inputTimestamp % options.every !== 0) continue;
          for (const [name, value] of Object.entries(one.value)) {
            if (typeof value !== 'number') continue;
            // JSON has no NaN: a figure without a value is null.
            const line = { step: inputTimestamp, epoch, split: options.splits[i] ?? `split_${i}`, name, value };
            lines.push(`${JSON.stringify(line)}\n`);
          }
        }
        if (lines.length === 0) return;
        file ??= await services.files.openLines(options.file, keep);
        await file.append(lines.join(''));
      },
      saveState: () => ({ bytes: file?.length ?? keep, epoch }),
      loadState(saved) {
        if (!isLogState(saved)) {
          throw new MillraceError('INVALID_ARGUMENT', `node "${nodeName}": the checkpoint holds no state of a log.`);
        }
        keep = saved.bytes;
        epoch = saved.epoch;
      },
      async close() {
        await file?.flush();
        await file?.close();
      },
    };
  },
});

function isLogState(saved: unknown): saved is { readonly bytes: number; readonly epoch: number | null } {
  return typeof saved === 'object' && saved !== null && 'bytes' in saved && typeof saved.bytes === 'number';
}
