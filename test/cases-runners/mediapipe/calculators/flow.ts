import {
  any,
  boolean,
  type Calculator,
  integer,
  MillraceError,
  optional,
  type Packet,
  repeated,
  required,
  STOP,
  sameAs,
  Timestamp,
  text,
} from '../../../../src/graph/index.ts';
import type { CaseFunction, Semaphore } from '../case-world.ts';
import { forwardAll } from '../case-world.ts';
import { anys, everything, integers, maybe, testCalculator } from './define.ts';

const one = { '': required(any, 'Anything') };
const same = { '': required(sameAs(''), 'The same') };

/** Calls `process` with the only input and output. */
const filter = (
  name: string,
  process: (
    packet: Packet,
    emit: (value: unknown, time: number) => void,
    bound: (time: number) => void,
    n: number,
  ) => void,
  offset: number | null = null,
): Calculator =>
  testCalculator(name, {
    inputs: one,
    outputs: { '': required(any, 'Something') },
    timestampOffset: offset,
    open() {
      let n = 0;
      return {
        process({ inputs, outputs }) {
          process(
            inputs[''].packet,
            (value, time) => outputs[''].emit(value, time),
            time => outputs[''].setNextTimestampBound(time),
            n++,
          );
        },
      };
    },
  });

/** Calculators that pass, drop and delay. */
export const flowCalculators: readonly Calculator[] = [
  filter('DecimatorCalculator', (packet, emit, _, n) => n % 101 === 0 && emit(packet.value, packet.timestamp)),
  filter('EvenIntFilterCalculator', (packet, emit, bound) =>
    Number(packet.value) % 2 === 0 ? emit(packet.value, packet.timestamp) : bound(Timestamp.next(packet.timestamp)),
  ),
  filter('FuturePacketCalculator', (packet, emit) => emit(packet.value, packet.timestamp + 3)),
  filter('CustomBoundCalculator', (packet, _, bound) => bound(packet.timestamp + 1)),
  filter('OffsetBoundCalculator', () => undefined, 0),
  filter('OffsetAndBoundCalculator', (packet, _, bound) => packet.timestamp % 20 === 0 && bound(10000), 0),
  filter('FailingPassThroughCalculator', (packet, emit) => {
    if (packet.timestamp === 9) throw new Error('Meant to fail (magicstringincludedhere).');
    emit(packet.value, packet.timestamp);
  }),
  testCalculator('ProcessFnErrorCalculator', {
    inputs: everything,
    outputs: everything,
    open: () => ({
      process() {
        throw new MillraceError('INTERNAL', 'Error from Calculator::Process.');
      },
    }),
  }),
  testCalculator('EmptyPacketCalculator', {
    inputs: one,
    outputs: { '': required(any, 'Nothing') },
    timestampOffset: null,
    open: () => ({
      process({ outputs, inputTimestamp }) {
        if (inputTimestamp % 2 === 0) outputs[''].setNextTimestampBound(Timestamp.next(inputTimestamp));
      },
    }),
  }),
  testCalculator('OccasionalBoundCalculator', {
    inputs: one,
    outputs: { '': required(any, 'Nothing') },
    timestampOffset: null,
    open: () => ({
      process({ outputs, inputTimestamp }) {
        const bound = Math.max(Timestamp.next(inputTimestamp), outputs[''].nextTimestampBound);
        if (inputTimestamp % 20 === 0) outputs[''].setNextTimestampBound(bound);
      },
    }),
  }),
  ...(['UnitDelayCalculator', 'FloatUnitDelayCalculator', 'Delay20Calculator'] as const).map((name, i) =>
    testCalculator(name, {
      inputs: one,
      outputs: { '': required(any, 'Later') },
      timestampOffset: i === 2 ? 20 : null,
      open({ outputs }) {
        outputs[''].emit(0, 0);
        return {
          process(ctx) {
            const { timestamp, value } = ctx.inputs[''].packet;
            ctx.outputs[''].emit(value, i === 2 ? timestamp + 20 : Timestamp.next(timestamp));
          },
        };
      },
    }),
  ),
  testCalculator('UnitDelayUntimedCalculator', {
    inputs: one,
    outputs: { '': required(any, 'The same, and a first one') },
    timestampOffset: null,
    open({ outputs }) {
      outputs[''].emit(0, Timestamp.Min);
      return { process: ctx => ctx.outputs[''].forward(ctx.inputs[''].packet) };
    },
  }),
  testCalculator('TimeShiftCalculator', {
    inputs: one,
    outputs: same,
    sidePackets: { '': required(integer, 'The shift') },
    timestampOffset: null,
    open(opened) {
      const shift = opened.sidePackets[''];
      opened.setOffset(shift);
      return { process: ctx => ctx.outputs[''].forward(ctx.inputs[''].packet, ctx.inputTimestamp + shift) };
    },
  }),
  testCalculator('FirstPacketFilterCalculator', {
    inputs: one,
    outputs: same,
    timestampOffset: null,
    open: () => ({
      process({ inputs, outputs }) {
        if (outputs[''].isClosed) return;
        outputs[''].forward(inputs[''].packet);
        outputs[''].close();
      },
    }),
  }),
  testCalculator('LastPacketCalculator', {
    inputs: one,
    outputs: same,
    timestampOffset: null,
    open() {
      let last: Packet | undefined;
      return {
        process({ inputs, outputs, inputTimestamp }) {
          outputs[''].setNextTimestampBound(inputTimestamp);
          last = inputs[''].packet;
        },
        close({ outputs }) {
          if (last !== undefined) outputs[''].forward(last);
        },
      };
    },
  }),
  testCalculator('DropCalculator', {
    inputs: { PACKET: required(any, 'Anything') },
    outputs: { PACKET: required(any, 'All but the third') },
    sidePackets: { DROP_TIMESTAMPS: required(boolean, 'Whether the bound is held back too') },
    timestampOffset: null,
    processTimestampBounds: true,
    open({ sidePackets }) {
      let count = 0;
      return {
        process({ inputs, outputs, inputTimestamp }) {
          if (!inputs.PACKET.isEmpty) count += 1;
          const drop = count === 3;
          if (!inputs.PACKET.isEmpty && !drop) outputs.PACKET.forward(inputs.PACKET.packet);
          if (!drop || !sidePackets.DROP_TIMESTAMPS)
            outputs.PACKET.setNextTimestampBound(Timestamp.next(inputTimestamp));
        },
      };
    },
  }),
  testCalculator('DropEvenTimestamps', {
    inputs: { IN: required(any, 'Anything') },
    outputs: { OUT: required(sameAs('IN'), 'The odd ones') },
    open: () => ({
      process({ inputs, outputs, inputTimestamp }) {
        if (inputTimestamp % 2 !== 0 && !inputs.IN.isEmpty) outputs.OUT.forward(inputs.IN.packet);
      },
    }),
  }),
  ...(['ValveCalculator', 'DroppingGateCalculator'] as const).map((name, i) =>
    testCalculator(name, {
      inputs: i === 0 ? { '': repeated(any, 'data, gate') } : { '': repeated(any, 'data'), DISALLOW: maybe },
      outputs: { '': repeated(any, 'data') },
      timestampOffset: null,
      open: () => ({
        process({ inputs, outputs, inputTimestamp }) {
          const ports = inputs[''];
          const gate = 'DISALLOW' in inputs ? !(inputs.DISALLOW?.value === true) : ports[1]?.value === true;
          if (gate && ports[0]?.isEmpty === false) outputs[''][0]?.forward(ports[0].packet);
          else if (!gate && i === 0) outputs[''][0]?.setNextTimestampBound(Timestamp.next(inputTimestamp));
        },
      }),
    }),
  ),
  testCalculator('SimpleMuxCalculator', {
    inputs: anys,
    outputs: { '': required(any, 'The first that is there') },
    timestampOffset: null,
    open: () => ({
      process({ inputs, outputs }) {
        const input = inputs[''].find(port => !port.isEmpty);
        if (input !== undefined) outputs[''].forward(input.packet);
      },
    }),
  }),
  ...(['DemuxTimedCalculator', 'DemuxUntimedCalculator'] as const).map((name, i) =>
    testCalculator(name, {
      inputs: { INPUT: required(any, 'data'), SELECT: required(integer, 'where to') },
      outputs: { OUTPUT: repeated(any, 'data') },
      timestampOffset: i === 0 ? 0 : null,
      open: () => ({
        process({ inputs, outputs, inputTimestamp }) {
          const select = inputs.SELECT.get();
          for (const [k, output] of outputs.OUTPUT.entries()) {
            if (k === select && !inputs.INPUT.isEmpty) output.forward(inputs.INPUT.packet);
            else if (k === select || i === 0) output.setNextTimestampBound(Timestamp.next(inputTimestamp));
          }
        },
      }),
    }),
  ),
  testCalculator('MuxTimedCalculator', {
    inputs: { INPUT: repeated(any, 'data'), SELECT: required(integer, 'which') },
    outputs: { OUTPUT: required(any, 'data') },
    open: () => ({
      process({ inputs, outputs }) {
        const input = inputs.INPUT[inputs.SELECT.get()];
        if (input?.isEmpty === false) outputs.OUTPUT.forward(input.packet);
      },
    }),
  }),
  testCalculator('PassThroughOrEmptyVectorCalculator', {
    inputs: one,
    outputs: { '': required(any, 'A list') },
    processTimestampBounds: true,
    open: () => ({
      process({ inputs, outputs }) {
        outputs[''].emit(inputs[''].value ?? []);
      },
    }),
  }),
  testCalculator('PassThroughAndTsBoundUpdateNode', {
    inputs: { VALUE: required(any, 'Anything') },
    outputs: { VALUE: required(any, 'The same'), TS_BOUND_UPDATE: required(any, 'Nothing') },
    open: () => ({
      process({ inputs, outputs, inputTimestamp }) {
        if (!inputs.VALUE.isEmpty) outputs.VALUE.forward(inputs.VALUE.packet);
        outputs.TS_BOUND_UPDATE.setNextTimestampBound(Timestamp.next(inputTimestamp));
      },
    }),
  }),
  testCalculator('ImmediatePassthroughCalculator', {
    inputs: anys,
    outputs: anys,
    inputPolicy: 'ImmediateInputStreamHandler',
    processTimestampBounds: true,
    timestampOffset: null,
    open: () => ({
      process({ inputs, outputs }) {
        for (const [i, input] of inputs[''].entries()) {
          const output = outputs[''][i];
          if (output === undefined) continue;
          const next = Timestamp.next(input.packet.timestamp);
          if (!input.isEmpty) output.forward(input.packet);
          else if (output.nextTimestampBound < next) output.setNextTimestampBound(next);
        }
      },
    }),
  }),
  testCalculator('ProcessBoundToPacketCalculator', {
    inputs: anys,
    outputs: anys,
    inputPolicy: 'ImmediateInputStreamHandler',
    processTimestampBounds: true,
    timestampOffset: null,
    open: () => ({
      process({ inputs, outputs, inputTimestamp }) {
        for (const [i, input] of inputs[''].entries()) {
          const t = input.packet.timestamp;
          const output = outputs[''][i];
          if (output !== undefined && t === inputTimestamp && t >= output.nextTimestampBound) output.emit(t, t);
        }
      },
    }),
  }),
  testCalculator('BoundToPacketCalculator', {
    inputs: anys,
    outputs: anys,
    timestampOffset: null,
    open: () => ({
      process({ inputs, outputs, inputTimestamp }) {
        for (const [i, input] of inputs[''].entries()) outputs[''][i]?.emit(input.packet.timestamp, inputTimestamp);
      },
    }),
  }),
  testCalculator('StoppingPassThroughCalculator', {
    inputs: anys,
    outputs: { '': repeated(any, 'The same'), EVENT: maybe },
    timestampOffset: null,
    open({ outputs }) {
      let calls = 0;
      outputs.EVENT?.emit(1, 1);
      return {
        process(ctx) {
          calls += 1;
          forwardAll({ inputs: ctx.inputs[''], outputs: ctx.outputs[''], inputTimestamp: ctx.inputTimestamp });
          return calls > 10 ? STOP : undefined;
        },
        close(ctx) {
          ctx.outputs.EVENT?.emit(2, 2);
        },
      };
    },
  }),
  testCalculator('MergeCalculator', {
    inputs: integers,
    outputs: { '': required(text, 'A list') },
    timestampOffset: null,
    open: () => ({
      process({ inputs, outputs, inputTimestamp }) {
        const list = inputs[''].map(input => (input.isEmpty ? 'empty' : String(input.value)));
        outputs[''].emit([`Timestamp(${inputTimestamp})`, ...list].join(' '));
      },
    }),
  }),
  testCalculator('Bar', {
    inputs: { IN: required(any, 'Anything') },
    outputs: { OUT: required(sameAs('IN'), 'The same') },
    open: () => ({ process: ({ inputs, outputs }) => outputs.OUT.forward(inputs.IN.packet) }),
  }),
  testCalculator('IntForwarder', {
    inputs: { IN: required(integer, 'x') },
    outputs: { OUT: required(integer, 'x') },
    open: () => ({ process: ({ inputs, outputs }) => outputs.OUT.forward(inputs.IN.packet) }),
  }),
  testCalculator('Baz', {
    inputs: { DATA: repeated(any, 'Anything') },
    outputs: { DATA: repeated(sameAs('DATA'), 'The same') },
    open: () => ({
      process: ({ inputs, outputs, inputTimestamp }) =>
        forwardAll({ inputs: inputs.DATA, outputs: outputs.DATA, inputTimestamp }),
    }),
  }),
  testCalculator('MoonCalculator', {
    inputs: { '*': repeated(any, 'Anything') },
    outputs: { '*': repeated(any, 'Anything') },
    sidePackets: { '*': repeated(any, 'Anything') },
    outputSidePackets: { '*': repeated(any, 'Anything') },
    open: () => ({ process() {} }),
  }),
  testCalculator('IntSinkCalculator', { inputs: { '': required(integer, 'x') }, open: () => ({ process() {} }) }),
  testCalculator('StringSinkCalculator', { inputs: { '': required(text, 'x') }, open: () => ({ process() {} }) }),
  testCalculator('SlowCountingSinkCalculator', {
    inputs: { '': required(integer, 'n') },
    open() {
      let n = 0;
      return {
        async process({ inputs }) {
          await new Promise(resolve => setTimeout(resolve, 2));
          if (inputs[''].get() !== n) throw new Error(`got ${inputs[''].get()}, not ${n}`);
          n += 1;
        },
        close() {
          if (n !== 10) throw new Error(`${n} packets came, not 10`);
        },
      };
    },
  }),
  testCalculator('LambdaCalculator', {
    inputs: anys,
    outputs: anys,
    sidePackets: { '': repeated(any, 'A function'), OPEN: maybe, PROCESS: maybe, CLOSE: maybe },
    timestampOffset: null,
    open(opened) {
      const run = (opened.sidePackets.PROCESS ?? opened.sidePackets[''][0]) as CaseFunction | undefined;
      if (opened.sidePackets.OPEN !== undefined) opened.setOffset(0);
      return {
        process: async ({ inputs, outputs, inputTimestamp }) =>
          run?.({ inputs: inputs[''], outputs: outputs[''], inputTimestamp }),
      };
    },
  }),
  testCalculator('ProcessCallbackCalculator', {
    inputs: anys,
    outputs: anys,
    sidePackets: { '': required(any, 'A function') },
    timestampOffset: null,
    open: ({ sidePackets }) => ({
      process: async ({ inputs, outputs, inputTimestamp }) =>
        (sidePackets[''] as CaseFunction)({ inputs: inputs[''], outputs: outputs[''], inputTimestamp }),
    }),
  }),
  testCalculator('CloseCallbackCalculator', {
    inputs: anys,
    outputs: anys,
    sidePackets: { '': required(any, 'A function') },
    timestampOffset: null,
    open: ({ sidePackets }) => ({
      process: ({ inputs, outputs, inputTimestamp }) =>
        forwardAll({ inputs: inputs[''], outputs: outputs[''], inputTimestamp }),
      close: async () => (sidePackets[''] as CaseFunction)({ inputs: [], outputs: [], inputTimestamp: Timestamp.Done }),
    }),
  }),
  testCalculator('SemaphoreCalculator', {
    inputs: anys,
    outputs: anys,
    sidePackets: { POST_SEM: required(any, 'Released'), WAIT_SEM: required(any, 'Awaited') },
    timestampOffset: null,
    open: ({ sidePackets }) => ({
      async process({ inputs, outputs, inputTimestamp }) {
        (sidePackets.POST_SEM as Semaphore).release();
        await (sidePackets.WAIT_SEM as Semaphore).acquire();
        forwardAll({ inputs: inputs[''], outputs: outputs[''], inputTimestamp });
      },
    }),
  }),
  testCalculator('BlockingPassThroughCalculator', {
    inputs: one,
    outputs: same,
    sidePackets: { '': required(any, 'A mutex') },
    timestampOffset: null,
    open: ({ sidePackets }) => ({
      async process({ inputs, outputs }) {
        const mutex = sidePackets[''] as Semaphore;
        await mutex.acquire();
        mutex.release();
        outputs[''].forward(inputs[''].packet);
      },
    }),
  }),
  testCalculator('SetOffsetInProcessCalculator', {
    inputs: one,
    outputs: same,
    timestampOffset: null,
    open: () => ({
      process(ctx) {
        ctx.setOffset(0);
        ctx.outputs[''].forward(ctx.inputs[''].packet);
      },
    }),
  }),
  testCalculator('UsingHeaderCalculator', {
    inputs: one,
    outputs: same,
    timestampOffset: null,
    open({ inputs, outputs }) {
      if (inputs[''].header === undefined) throw new Error('No stream header present.');
      outputs[''].setHeader(inputs[''].header);
      return { process: ctx => ctx.outputs[''].forward(ctx.inputs[''].packet) };
    },
  }),
  testCalculator('AssertEmptyInputInOpenCalculator', {
    inputs: { '': optional(any, 'Nothing yet') },
    open({ inputs }) {
      const packet = inputs['']?.packet;
      if (packet === undefined || !packet.isEmpty || packet.timestamp !== Timestamp.Unset) throw new Error('not empty');
      return { process() {} };
    },
  }),
];
