import {
  any,
  type Calculator,
  integer,
  type OutputPort,
  optional,
  repeated,
  required,
  STOP,
  Timestamp,
  text,
} from '../../../../src/graph/index.ts';
import type { SharedCounter } from '../case-world.ts';
import { maybe, testCalculator } from './define.ts';

type Step = (output: OutputPort<number>, index: number) => typeof STOP | undefined;

/** A source of integers: `step` is called with 0, 1, 2 … */
const source = (name: string, step: Step): Calculator =>
  testCalculator(name, {
    outputs: { '': required(integer, 'Integers') },
    timestampOffset: null,
    open() {
      let index = 0;
      return {
        process({ outputs }) {
          const result = step(outputs[''], index);
          index += 1;
          return result;
        },
      };
    },
  });

/** Emits `value(i)` at `time(i)` for i below `count`, the last with STOP. */
const counted = (name: string, count: number, value: (i: number) => number, time: (i: number) => number): Calculator =>
  source(name, (output, i) => {
    output.emit(value(i), time(i));
    return i === count - 1 ? STOP : undefined;
  });

const empty = (name: string, type: typeof integer | typeof text, value: number | string): Calculator =>
  testCalculator(name, {
    outputs: { '': required(any, type.name) },
    timestampOffset: null,
    open: () => ({
      process({ outputs }) {
        outputs[''].emit(value, Timestamp.PostStream);
        return STOP;
      },
    }),
  });

/** Calculators without inputs. */
export const sourceCalculators: readonly Calculator[] = [
  counted(
    'Modulo3SourceCalculator',
    15,
    i => i % 3,
    i => i % 3,
  ),
  counted(
    'TestSequence1SourceCalculator',
    15,
    i => i,
    () => 0,
  ),
  counted(
    'TestSequence2SourceCalculator',
    15,
    i => i + 1,
    i => 100 - i,
  ),
  counted(
    'OutputOneAtATimeSourceCalculator',
    1000,
    () => 0,
    i => i,
  ),
  source('OutputAllSourceCalculator', output => {
    for (let i = 0; i < 100; i += 1) output.emit(0, i);
    return STOP;
  }),
  source('OutputAndBoundSourceCalculator', (output, i) => {
    const counter = i * 10;
    if (counter % 20 === 0) output.emit(counter / 20, counter);
    else output.setNextTimestampBound(counter);
    return counter === 2000 ? STOP : undefined;
  }),
  source('TimestampBoundTestCalculator', (output, n) => {
    if (n % 50 === 1) output.emit(n, n);
    else if (n % 15 === 7) output.setNextTimestampBound(n);
    return n === 110 ? STOP : undefined;
  }),
  empty('StringEmptySourceCalculator', text, ''),
  empty('IntEmptySourceCalculator', integer, 0),
  testCalculator('GlobalCountSourceCalculator', {
    outputs: { '': required(integer, 'The counter') },
    sidePackets: { '': repeated(any, 'A shared counter, and whether to send in open') },
    timestampOffset: null,
    open(ctx) {
      const [first, inOpen] = ctx.sidePackets[''];
      const counter = first as SharedCounter;
      let time = 0;
      const send = (output: OutputPort<number>): void => {
        output.emit(counter.value++, time);
        time += 1;
      };
      if (inOpen === true) send(ctx.outputs['']);
      return {
        process({ outputs }) {
          send(outputs['']);
          return time === 5 ? STOP : undefined;
        },
      };
    },
  }),
  testCalculator('InfiniteSequenceCalculator', {
    outputs: { OUT: optional(integer, 'n at n'), EVENT: optional(integer, 'open and close') },
    timestampOffset: null,
    open({ outputs }) {
      let n = 0;
      outputs.EVENT?.emit(1, 1);
      return {
        process(ctx) {
          ctx.outputs.OUT?.emit(n, n);
          n += 1;
        },
        close(ctx) {
          ctx.outputs.EVENT?.emit(2, 2);
        },
      };
    },
  }),
  testCalculator('SidePacketToStreamPacketCalculator', {
    outputs: { '': required(any, 'The side packet at PostStream') },
    sidePackets: { '': required(any, 'Anything') },
    timestampOffset: null,
    open({ outputs, sidePackets }) {
      outputs[''].emit(sidePackets[''], Timestamp.PostStream);
      outputs[''].close();
      return { process: () => STOP };
    },
  }),
  ...(['CheckInputTimestampSourceCalculator', 'CheckInputTimestamp2SourceCalculator'] as const).map((name, i) =>
    testCalculator(name, {
      outputs: { '': required(integer, 'n at n') },
      timestampOffset: null,
      open({ inputTimestamp }) {
        expectTime(inputTimestamp, Timestamp.Unstarted);
        let n = 0;
        return {
          process(ctx) {
            expectTime(ctx.inputTimestamp, 0);
            ctx.outputs[''].emit(n, n);
            n += 1;
            return i === 0 && n === 5 ? STOP : undefined;
          },
          close(ctx) {
            expectTime(ctx.inputTimestamp, Timestamp.Done);
          },
        };
      },
    }),
  ),
  ...(['CheckInputTimestampSinkCalculator', 'CheckInputTimestamp2SinkCalculator'] as const).map((name, i) =>
    testCalculator(name, {
      inputs: { '': required(integer, 'n at n') },
      open({ inputTimestamp }) {
        expectTime(inputTimestamp, Timestamp.Unstarted);
        let n = 0;
        return {
          process(ctx) {
            expectTime(ctx.inputTimestamp, ctx.inputs[''].packet.timestamp);
            expectTime(ctx.inputTimestamp, n);
            n += 1;
            return i === 1 && n === 5 ? STOP : undefined;
          },
          close(ctx) {
            expectTime(ctx.inputTimestamp, Timestamp.Done);
          },
        };
      },
    }),
  ),
  testCalculator('CalculatorA', { inputs: { NN: maybe }, outputs: { NN: maybe }, open: () => ({ process() {} }) }),
];

function expectTime(actual: number, expected: number): void {
  if (actual !== expected) throw new Error(`the input timestamp is ${actual}, not ${expected}`);
}
