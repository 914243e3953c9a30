import {
  any,
  type Calculator,
  clockService,
  defineService,
  integer,
  MillraceError,
  number,
  optional,
  optionalService,
  repeated,
  required,
  sameAs,
  text,
} from '../../../../src/graph/index.ts';
import type { VirtualClock } from '../../../../src/graph/testing/index.ts';
import { maybe, testCalculator } from './define.ts';

const testService = defineService<{ count: number; delta: number }>({
  key: 'test_service',
  description: 'Given by the case',
});
const anotherService = defineService<{ value: number } | number>({
  key: 'another_service',
  description: 'Made when the case gives none',
  create: () => 0,
});

const needing = (name: string, service: Parameters<typeof optionalService>[0], isOptional: boolean): Calculator =>
  testCalculator(name, {
    services: { service: isOptional ? optionalService(service) : service },
    open({ services }) {
      if (services.service === undefined) throw new MillraceError('INTERNAL', 'Service is unavailable.');
      return { process() {} };
    },
  });

/** Calculators about side packets, services and time. */
export const sidePacketCalculators: readonly Calculator[] = [
  testCalculator('IntegerOutputSidePacketCalculator', {
    outputSidePackets: { '': required(integer, '1') },
    open({ outputSidePackets }) {
      outputSidePackets[''].set(1);
      return { process() {} };
    },
  }),
  testCalculator('OutputSidePacketCachedCalculator', {
    outputSidePackets: { '': required(text, 'A text') },
    open({ outputSidePackets }) {
      outputSidePackets[''].set('string');
      return { process() {} };
    },
  }),
  testCalculator('SidePacketAdderCalculator', {
    sidePackets: { '': repeated(integer, 'Two integers') },
    outputSidePackets: { '': required(integer, 'Their sum') },
    open({ sidePackets, outputSidePackets }) {
      outputSidePackets[''].set(sidePackets[''].reduce((a, b) => a + b, 0));
      return { process() {} };
    },
  }),
  ...['OutputSidePacketInProcessCalculator', 'OutputSidePacketWithTimestampCalculator'].map((name, i) =>
    testCalculator(name, {
      inputs: { '': required(any, 'Anything') },
      outputSidePackets: { '': required(sameAs(''), 'The packet') },
      timestampOffset: null,
      open: () => ({
        process({ inputs, outputSidePackets }) {
          outputSidePackets[''].set(i === 0 ? inputs[''].value : inputs[''].packet);
        },
      }),
    }),
  ),
  testCalculator('CountAndOutputSummarySidePacketInCloseCalculator', {
    inputs: { '': required(any, 'Anything') },
    outputSidePackets: { '': required(integer, 'How many') },
    open() {
      let count = 0;
      return {
        process() {
          count += 1;
        },
        close({ outputSidePackets }) {
          outputSidePackets[''].set(count);
        },
      };
    },
  }),
  testCalculator('OptionalSideInputTestCalculator', {
    inputs: { SELECT: optional(integer, 'select'), ENABLE: maybe },
    outputs: { OUTPUT: required(text, 'The side packet') },
    sidePackets: { SIDEINPUT: optional(text, 'A text') },
    timestampOffset: null,
    open: ({ sidePackets }) => ({
      process({ outputs }) {
        outputs.OUTPUT.emit(sidePackets.SIDEINPUT ?? 'default');
      },
    }),
  }),
  testCalculator('OpenFnErrorCalculator', {
    inputs: { '*': repeated(any, 'Anything') },
    outputs: { '*': repeated(any, 'Anything') },
    open() {
      throw new MillraceError('INTERNAL', 'Error from Calculator::Open.');
    },
  }),
  testCalculator('ErrorOnOpenCalculator', {
    inputs: { '': required(any, 'Anything') },
    outputs: { '': required(sameAs(''), 'The same') },
    sidePackets: { ERROR_ON_OPEN: optional(any, 'Whether') },
    open({ sidePackets }) {
      const fails = sidePackets.ERROR_ON_OPEN;
      if (fails !== undefined && fails !== null && fails !== false)
        throw new MillraceError('NOT_FOUND', 'expected error');
      return { process: ctx => ctx.outputs[''].forward(ctx.inputs[''].packet) };
    },
  }),
  testCalculator('SleepCalculator', {
    inputs: { PACKET: required(any, 'Anything') },
    outputs: { PACKET: required(any, 'The same, later') },
    sidePackets: {
      WARMUP_TIME: required(number, 'Microseconds, first'),
      SLEEP_TIME: required(number, 'Microseconds, then'),
      CLOCK: optional(any, 'The clock'),
    },
    services: { clock: clockService },
    open({ sidePackets, services }) {
      const clock = (sidePackets.CLOCK as VirtualClock | undefined) ?? services.clock;
      let isFirst = true;
      return {
        async process({ inputs, outputs }) {
          await clock.sleep(isFirst ? sidePackets.WARMUP_TIME : sidePackets.SLEEP_TIME);
          isFirst = false;
          outputs.PACKET.forward(inputs.PACKET.packet);
        },
      };
    },
  }),
  testCalculator('TestServiceCalculator', {
    inputs: { '': required(integer, 'x') },
    outputs: { '': required(integer, 'x + delta') },
    services: { test: testService, another: optionalService(anotherService) },
    open: ({ services }) => ({
      process({ inputs, outputs }) {
        services.test.count += 1;
        const extra = services.another;
        outputs[''].emit(
          inputs[''].get() + services.test.delta + (typeof extra === 'number' ? extra : (extra?.value ?? 0)),
        );
      },
    }),
  }),
  needing('FailOnUnavailableServiceCalculator', anotherService, false),
  needing('FailOnUnavailableOptionalServiceCalculator', anotherService, true),
  needing('FailOnUnavailableOptionalDisallowDefaultInitServiceCalculator', testService, true),
  needing('UseDisallowDefaultInitServiceCalculator', testService, false),
];
