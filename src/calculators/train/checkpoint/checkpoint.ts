import {
  defineCalculator,
  graphStateService,
  MillraceError,
  option,
  optional,
  record,
  required,
} from '../../../graph/index.ts';
import { batch } from '../batches/batch.ts';
import { stopRequestService } from '../batches/stop-request.ts';
import { tfjsModelFiles } from '../export/tfjs-model-files.ts';
import { type TrainedModel, trainedModel } from '../network/trained-model.ts';
import { type FolderFiles, trainingFilesService } from '../training-files.ts';
import { describeGraph } from './describe-graph.ts';
import { encodeState } from './encode-state.ts';
import { type CheckpointHeader, listCheckpoints } from './read-checkpoint.ts';

/** What is remembered from checkpoint to checkpoint. */
interface Memory {
  /** Steps done, and the epoch they are in. */
  readonly step: number;
  readonly epoch: number;
  readonly best: number | null;
  readonly bestStep: number | null;
}

/** Writes the state of the whole graph. */
export const checkpointCalculator = defineCalculator({
  name: 'CheckpointCalculator',
  summary:
    'Writes the state of the whole graph into folder/STEP when the graph is at rest: at the end of epochs, or between bursts of batches. A reader finds a whole checkpoint or none; the last ones and the best are kept.',
  example: `
calculator: CheckpointCalculator
input_stream: [BATCH:batch, METRICS:metrics, MODEL:model]
options: {folder: out/checkpoints, keep: 3, monitor: auc, mode: max}
`,
  inputs: {
    BATCH: required(batch, 'The batches: they say which step and epoch it is'),
    METRICS: optional(record, 'Figures, to know the best checkpoint'),
    MODEL: optional(trainedModel, 'The model: the newest lies beside the state, as tfjs reads it'),
  },
  options: {
    folder: option.string({ description: 'The folder of all checkpoints', required: true }),
    every_epochs: option.integer({
      description: 'Writes at the end of each so-many-th epoch; 0: not',
      default: 1,
      minimum: 0,
    }),
    every_steps: option.integer({
      description:
        'Also after so many steps, at the next rest of the graph: set burst of BatchSourceCalculator; 0: not',
      default: 0,
      minimum: 0,
    }),
    keep: option.integer({ description: 'How many of the newest stay', default: 2, minimum: 1 }),
    monitor: option.string({ description: 'The figure whose best checkpoint stays as well' }),
    mode: option.choice(['min', 'max'], { description: 'Which way is better', default: 'min' }),
  },
  services: { files: trainingFilesService, graph: graphStateService, stop: stopRequestService },
  *check({ options, inputs }) {
    if (options.monitor !== undefined && inputs('METRICS') === 0) {
      yield `The best ${options.monitor} cannot be known. Connect METRICS.`;
    }
  },
  open({ options, services, nodeName }) {
    let memory: Memory = { step: 0, epoch: 0, best: null, bestStep: null };
    let ended = false;
    let written = 0;
    let model: { readonly value: TrainedModel; readonly release: () => void } | undefined;
    const { files, graph, stop } = services;

    const isDue = (): boolean => {
      if (memory.step <= written) return false;
      if (options.every_steps > 0 && memory.step - written >= options.every_steps) return true;
      if (!ended) return false;
      return stop.isRequested || (options.every_epochs > 0 && (memory.epoch + 1) % options.every_epochs === 0);
    };

    return {
      process({ inputs }) {
        const now = inputs.BATCH.value;
        if (now !== undefined) {
          memory = { ...memory, step: now.step + 1, epoch: now.epoch };
          ended = now.last;
        }
        const figure = options.monitor === undefined ? undefined : inputs.METRICS?.value?.[options.monitor];
        if (typeof figure === 'number' && isBetter(figure, memory.best)) {
          memory = { ...memory, best: figure, bestStep: memory.step };
        }
        const fresh = inputs.MODEL?.packet;
        if (fresh?.value !== undefined) {
          model?.release();
          fresh.retain();
          model = { value: fresh.value, release: () => fresh.release() };
        }
      },
      async atRest(ctx) {
        if (!isDue()) return;
        const saved = graph.save();
        if ('waitingIn' in saved) {
          ctx.log('debug', `no checkpoint after step ${memory.step}: a packet waits in stream "${saved.waitingIn}"`);
          return;
        }
        const header: CheckpointHeader = {
          kind: 'millrace-checkpoint',
          version: 1,
          step: memory.step,
          epoch: memory.epoch,
          nodes: describeGraph(graph.plan),
        };
        const { json, bytes } = encodeState(saved.state);
        const text = (value: string): Uint8Array => new TextEncoder().encode(value);
        const folder: FolderFiles = new Map([
          ['graph.json', text(JSON.stringify(header, undefined, 1))],
          ['state.json', text(json)],
          ['state.bin', bytes],
          ...(model === undefined ? [] : tfjsModelFiles(model.value)),
        ]);
        await files.writeFolder(`${options.folder}/${memory.step}`, folder);
        written = memory.step;
        ctx.count('checkpoints');
        const steps = await listCheckpoints(files, options.folder);
        const stays = new Set([...steps.slice(-options.keep), memory.bestStep]);
        for (const step of steps) if (!stays.has(step)) await files.removeFolder(`${options.folder}/${step}`);
      },
      saveState: () => memory,
      loadState(saved) {
        if (typeof saved !== 'object' || saved === null || !('step' in saved)) {
          throw new MillraceError('INVALID_ARGUMENT', `node "${nodeName}": the checkpoint knows nothing of this node.`);
        }
        memory = saved as Memory;
        written = memory.step;
      },
      close() {
        model?.release();
      },
    };

    function isBetter(figure: number, best: number | null): boolean {
      if (Number.isNaN(figure)) return false;
      return best === null || (options.mode === 'max' ? figure > best : figure < best);
    }
  },
});
