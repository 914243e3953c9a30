import {
  any,
  type Calculator,
  integer,
  number,
  optional,
  repeated,
  required,
  Timestamp,
  text,
} from '../../../../src/graph/index.ts';
import { integers, maybe, testCalculator } from './define.ts';

const values = (inputs: readonly { get(): unknown }[]): number[] => inputs.map(input => Number(input.get()));

/** Maps one integer to another, at the same timestamp. */
const mapped = (name: string, map: (value: number) => number): Calculator =>
  testCalculator(name, {
    inputs: integers,
    outputs: integers,
    open: () => ({
      process({ inputs, outputs }) {
        const [input] = inputs[''];
        if (input !== undefined && !input.isEmpty) outputs['']?.[0]?.emit(map(input.get()));
      },
    }),
  });

/** Folds all inputs, which must be there. */
const folded = (name: string, fold: (a: number, b: number) => number, type = integer): Calculator =>
  testCalculator(name, {
    inputs: { '': repeated(type, 'Numbers') },
    outputs: { '': required(type, 'Their fold') },
    open: () => ({
      process({ inputs, outputs }) {
        outputs[''].emit(values(inputs['']).reduce(fold));
      },
    }),
  });

/** Calculators that compute with numbers. */
export const numberCalculators: readonly Calculator[] = [
  mapped('IncrementCalculator', value => value + 1),
  mapped('DoubleIntCalculator', value => value * 2),
  mapped('SquareIntCalculator', value => value * value),
  mapped('SlowPlusOneHelper', value => value + 1),
  folded('IntAdderCalculator', (a, b) => a + b),
  folded('IntMultiplierCalculator', (a, b) => a * b),
  folded('MultiplierCalculator', (a, b) => a * b),
  folded('FloatAdderCalculator', (a, b) => a + b, number),
  testCalculator('MultiplyCalculator', {
    inputs: { A: required(integer, 'a'), B: required(integer, 'b') },
    outputs: { '': required(integer, 'a * b') },
    open: () => ({
      process({ inputs, outputs }) {
        if (!inputs.A.isEmpty && !inputs.B.isEmpty) outputs[''].emit(inputs.A.get() * inputs.B.get());
      },
    }),
  }),
  testCalculator('FloatScalarMultiplierCalculator', {
    inputs: { '': required(number, 'x') },
    outputs: { '': required(number, 'x * factor') },
    sidePackets: { '': required(number, 'factor') },
    open: ({ sidePackets }) => ({
      process({ inputs, outputs }) {
        outputs[''].emit(inputs[''].get() * sidePackets['']);
      },
    }),
  }),
  testCalculator('IntToFloatCalculator', {
    inputs: { '': required(integer, 'x') },
    outputs: { '': required(number, 'x') },
    open: () => ({
      process({ inputs, outputs }) {
        outputs[''].emit(inputs[''].get());
      },
    }),
  }),
  testCalculator('TripleIntCalculator', {
    inputs: { '': optional(integer, 'x') },
    outputs: { '': optional(integer, '3x') },
    sidePackets: { '': optional(integer, 'x'), TIMEZONE: maybe },
    outputSidePackets: { '': optional(integer, '3x') },
    open({ sidePackets, outputSidePackets }) {
      if (sidePackets[''] !== undefined) outputSidePackets['']?.set(sidePackets[''] * 3);
      return {
        process({ inputs, outputs }) {
          if (inputs['']?.isEmpty === false) outputs['']?.emit(inputs[''].get() * 3);
        },
      };
    },
  }),
  testCalculator('SlowPlusOneCalculator', {
    inputs: { '': required(integer, 'x') },
    outputs: { '': required(integer, 'x + 1') },
    open: () => ({
      async process({ inputs, outputs, inputTimestamp }) {
        if (inputTimestamp % 4 === 0) return;
        await new Promise(resolve => setTimeout(resolve, 2));
        outputs[''].emit(inputs[''].get() + 1);
      },
    }),
  }),
  testCalculator('Foo', {
    inputs: { BASE: required(integer, 'base'), SCALE: optional(number, 'scale') },
    outputs: { OUT: required(number, 'base * scale + bias') },
    sidePackets: { BIAS: optional(number, 'bias') },
    open: ({ sidePackets }) => ({
      process({ inputs, outputs }) {
        if (inputs.BASE.isEmpty) return;
        outputs.OUT.emit(inputs.BASE.get() * (inputs.SCALE?.value ?? 1) + (sidePackets.BIAS ?? 0));
      },
    }),
  }),
  testCalculator('SideFallback', {
    inputs: { IN: required(integer, 'x'), FACTOR: optional(integer, 'factor') },
    outputs: { OUT: required(integer, 'x * factor') },
    sidePackets: { FACTOR: optional(integer, 'factor') },
    *check(view) {
      if (view.inputs('FACTOR') + view.sidePackets('FACTOR') !== 1)
        yield 'FACTOR must be connected exactly once. Connect it.';
    },
    open: ({ sidePackets }) => ({
      process({ inputs, outputs }) {
        const factor = sidePackets.FACTOR ?? inputs.FACTOR?.value;
        if (!inputs.IN.isEmpty && factor !== undefined) outputs.OUT.emit(inputs.IN.get() * factor);
      },
    }),
  }),
  testCalculator('ToFloat', {
    inputs: { IN: required(number, 'x') },
    outputs: { OUT: required(number, 'x') },
    open: () => ({
      process({ inputs, outputs }) {
        if (!inputs.IN.isEmpty) outputs.OUT.emit(inputs.IN.get());
      },
    }),
  }),
  testCalculator('ListIntPackets', {
    inputs: { INT: repeated(integer, 'x') },
    outputs: { STR: required(text, 'A list') },
    open: () => ({
      process({ inputs, outputs, inputTimestamp }) {
        const list = inputs.INT.map(input => (input.isEmpty ? ' empty' : ` ${input.get()}`));
        outputs.STR.emit(`${inputTimestamp}:${list.join('')}`);
      },
    }),
  }),
  testCalculator('ToOptionalNode', {
    inputs: { TICK: required(any, 'tick'), VALUE: required(any, 'value') },
    outputs: { OUTPUT: optional(any, 'value or null'), '': optional(any, 'value or null') },
    open: () => ({
      process({ inputs, outputs }) {
        (outputs.OUTPUT ?? outputs[''])?.emit(inputs.VALUE.isEmpty ? null : inputs.VALUE.get());
      },
    }),
  }),
  testCalculator('PacketOnCloseCalculator', {
    inputs: { '': required(integer, 'x') },
    outputs: { '': required(integer, 'x, then the sum') },
    open() {
      let sum = 0;
      return {
        process({ inputs, outputs }) {
          sum += inputs[''].get();
          outputs[''].forward(inputs[''].packet);
        },
        close({ outputs }) {
          outputs[''].emit(sum, Timestamp.Max);
        },
      };
    },
  }),
];
