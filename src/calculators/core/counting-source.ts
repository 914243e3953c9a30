import { boolean, defineCalculator, integer, MillraceError, optional, required, STOP } from '../../graph/index.ts';

/** A source of counted numbers, for tests and benchmarks. MediaPipe: counting_source_calculator.cc. */
export const countingSourceCalculator = defineCalculator({
  name: 'CountingSourceCalculator',
  summary: 'Sends 0, 1, 2 … at the timestamps 0, 1, 2 …',
  example: `
calculator: CountingSourceCalculator
input_side_packet: MAX_COUNT:count
output_stream: number
`,
  outputs: { '': required(integer, 'The numbers, each at a timestamp of its own value') },
  sidePackets: {
    MAX_COUNT: optional(integer, 'After how many calls it ends; each sends BATCH_SIZE packets', { mustBeGiven: true }),
    ERROR_COUNT: optional(integer, 'After how many calls the run fails', { mustBeGiven: true }),
    INITIAL_VALUE: optional(integer, 'The first number; default 0', { mustBeGiven: true }),
    INCREMENT: optional(integer, 'From one number to the next; default 1', { mustBeGiven: true }),
    BATCH_SIZE: optional(integer, 'Packets of one call; default 1', { mustBeGiven: true }),
    ERROR_ON_OPEN: optional(boolean, 'Whether opening fails', { mustBeGiven: true }),
  },
  timestampOffset: null,
  *check(view) {
    if (view.sidePackets('MAX_COUNT') + view.sidePackets('ERROR_COUNT') === 0) {
      yield 'Neither MAX_COUNT nor ERROR_COUNT is connected: it would never end. Connect one.';
    }
  },
  open({ sidePackets, nodeName }) {
    if (sidePackets.ERROR_ON_OPEN === true) {
      throw new MillraceError(
        'NOT_FOUND',
        `node "${nodeName}": opening fails, as ERROR_ON_OPEN asks. Set it to false.`,
      );
    }
    type Amount = 'MAX_COUNT' | 'ERROR_COUNT' | 'INCREMENT' | 'BATCH_SIZE';
    const amount = (name: Amount, absent: number, least: 0 | 1): number => {
      const value = sidePackets[name] ?? absent;
      if (value >= least) return value;
      throw new MillraceError('INTERNAL', `node "${nodeName}": ${name} is ${value}. Give ${least} or more.`);
    };
    const maximum = amount('MAX_COUNT', Number.POSITIVE_INFINITY, 0);
    const failing = amount('ERROR_COUNT', Number.POSITIVE_INFINITY, 0);
    if (maximum === Number.POSITIVE_INFINITY && failing === maximum) {
      throw new MillraceError('INTERNAL', `node "${nodeName}": neither MAX_COUNT nor ERROR_COUNT is given. Give one.`);
    }
    const increment = amount('INCREMENT', 1, 1);
    const batch = amount('BATCH_SIZE', 1, 1);
    let value = sidePackets.INITIAL_VALUE ?? 0;
    let batches = 0;
    return {
      process({ outputs }) {
        if (batches >= failing) {
          throw new MillraceError(
            'INTERNAL',
            `node "${nodeName}": it fails after ${batches} calls, as ERROR_COUNT asks. Give a greater one.`,
          );
        }
        if (maximum === 0) return STOP;
        for (let i = 0; i < batch; i += 1) {
          outputs[''].emit(value, value);
          value += increment;
        }
        batches += 1;
        return batches >= maximum && batches < failing ? STOP : undefined;
      },
    };
  },
});
