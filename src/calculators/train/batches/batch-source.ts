import { defineCalculator, MillraceError, option, optional, required, Timestamp } from '../../../graph/index.ts';
import { batchPlan } from '../kernels/chance/batch-plan.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import { table } from '../tables/table.ts';
import { type Batch, batch } from './batch.ts';
import { type EpochTick, epochTick } from './epoch-tick.ts';
import { matchingRows } from './matching-rows.ts';

interface SourceState {
  /** The epoch under way; `null` between two. */
  readonly tick: EpochTick | null;
  /** Batches sent of it; for LIKE, of all. */
  readonly sent: number;
}

/** Sends the rows of a table batch by batch. */
export const batchSourceCalculator = defineCalculator({
  name: 'BatchSourceCalculator',
  summary:
    'Sends the rows of a table as batches, shuffled anew in each epoch by the seed; the timestamps are global steps. With EPOCH one pass per tick, with LIKE one batch for each batch of another source, over and over.',
  example: `
calculator: BatchSourceCalculator
input_stream: EPOCH:epoch
input_side_packet: TABLE:train
output_stream: [BATCH:batch, EPOCH_END:epoch_end]
options: {batch_size: 128}
`,
  inputs: {
    EPOCH: optional(epochTick, 'Starts a pass over the rows'),
    LIKE: optional(batch, 'Batches of another source: one is sent for each, at its time'),
  },
  outputs: {
    BATCH: required(batch, 'The batches'),
    EPOCH_END: optional(epochTick, 'The end of each epoch, at its last step'),
  },
  sidePackets: { TABLE: required(table, 'The rows') },
  options: {
    batch_size: option.integer({ description: 'Rows of a batch', default: 32, minimum: 1 }),
    shuffle: option.boolean({ description: 'Another order in each epoch', default: true }),
    drop_remainder: option.boolean({ description: 'Leaves out a last batch that is not full', default: false }),
    batches_per_epoch: option.integer({
      description: 'The first batches of each pass only; 0: all',
      default: 0,
      minimum: 0,
    }),
    where: option.list(
      option.object(
        {
          column: option.string({ description: 'A column', required: true }),
          in: option.list(option.json({ description: 'A value' }), { description: 'Its values', required: true }),
        },
        { description: 'A condition' },
      ),
      { description: 'Only rows that meet every condition', default: [] },
    ),
    burst: option.integer({
      description:
        'Batches that are sent before the graph comes to rest: checkpoints inside of an epoch lie between; 0: all',
      default: 0,
      minimum: 0,
    }),
    seed: option.integer({ description: 'What the order follows from', default: 0 }),
  },
  timestampOffset: null,
  *check({ inputs }) {
    if (inputs('EPOCH') + inputs('LIKE') !== 1) yield 'Connect either EPOCH or LIKE.';
  },
  open({ sidePackets, options, nodeName }) {
    const where = `node "${nodeName}"`;
    const source = sidePackets.TABLE;
    const conditions = options.where.map(one => ({ column: one.column, in: one.in.map(String) }));
    const rows = matchingRows(source, conditions, where);
    const seed = deriveSeed(options.seed, nodeName, 'order');
    const { batch_size: batchSize, shuffle, drop_remainder: dropRemainder, batches_per_epoch: most } = options;
    let planned: { readonly epoch: number; readonly batches: readonly (readonly number[])[] } | undefined;
    const planOf = (epoch: number): readonly (readonly number[])[] => {
      if (planned?.epoch !== epoch) {
        const all = batchPlan({ rows: rows.length, batchSize, seed, epoch, shuffle, dropRemainder });
        planned = { epoch, batches: most > 0 ? all.slice(0, most) : all };
      }
      return planned.batches;
    };
    // Every pass has as many batches.
    const each = planOf(0).length;
    if (each === 0) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${where}: ${rows.length} of ${source.rows} rows are left, no batch of ${batchSize}. Change the conditions, or lower batch_size.`,
      );
    }
    let state: SourceState = { tick: null, sent: 0 };
    const make = (indices: readonly number[], at: Pick<Batch, 'epoch' | 'step' | 'last'>): Batch => {
      const chosen = indices.map(index => rows[index] ?? 0);
      return { ...at, table: source, rows: chosen, ids: chosen };
    };

    return {
      process({ inputs, outputs, inputTimestamp }) {
        const like = inputs.LIKE?.value;
        if (like !== undefined) {
          const indices = planOf(Math.floor(state.sent / each))[state.sent % each] ?? [];
          outputs.BATCH.emit(make(indices, like), inputTimestamp);
          if (like.last) outputs.EPOCH_END?.emit({ epoch: like.epoch, step: like.step, epochs: 0 }, inputTimestamp);
          state = { tick: null, sent: state.sent + 1 };
          return;
        }
        const tick = inputs.EPOCH?.value;
        if (tick === undefined) return;
        state = { tick, sent: 0 };
        send(outputs);
      },
      atRest({ outputs }) {
        if (state.tick !== null) send(outputs);
      },
      saveState: () => state,
      loadState(saved) {
        state = saved as SourceState;
      },
    };

    /** Sends the next batches of the epoch under way. */
    function send(outputs: { readonly BATCH: Emits<Batch>; readonly EPOCH_END: Emits<EpochTick> | undefined }): void {
      const { tick } = state;
      if (tick === null) return;
      const batches = planOf(tick.epoch);
      const until = options.burst === 0 ? batches.length : Math.min(batches.length, state.sent + options.burst);
      for (let i = state.sent; i < until; i++) {
        const step = tick.step + i;
        const last = i === batches.length - 1;
        outputs.BATCH.emit(make(batches[i] ?? [], { epoch: tick.epoch, step, last }), step);
        if (last) outputs.EPOCH_END?.emit({ ...tick, step }, step);
        else outputs.EPOCH_END?.setNextTimestampBound(Timestamp.next(step));
      }
      state = until === batches.length ? { tick: null, sent: 0 } : { tick, sent: until };
    }
  },
});

interface Emits<T> {
  emit(value: T, timestamp: Timestamp): void;
  setNextTimestampBound(timestamp: Timestamp): void;
}
