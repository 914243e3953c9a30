import { type Calculator, STOP } from '../calculator.ts';
import { defineCalculator } from '../define-calculator.ts';
import { option } from '../options/option.ts';
import { definePacketType, type PacketType } from '../packet-type.ts';
import { integer } from '../packet-types/plain.ts';
import { repeated, required } from '../port.ts';
import { defineService, optionalService } from '../service.ts';

/** A number in a block of memory, as it were: it must be given back, and counts how often it was. */
export interface Cell {
  readonly value: number;
  released: number;
}

const cell: PacketType<Cell> = definePacketType<Cell>({
  name: 'cell',
  description: 'A number in memory that must be given back',
  is: (value): value is Cell => typeof value === 'object' && value !== null && 'released' in value,
  release: value => {
    value.released += 1;
  },
});

/** Where {@link fixedCalculators} get their memory; may be out of it. */
export interface CellMemory {
  /** @throws when there is no memory left. */
  take(value: number): Cell;
}

/** The memory of {@link fixedCalculators}; without it there is always some left. */
export const cellMemory = defineService<CellMemory>({
  key: 'cells',
  description: 'Memory for numbers, in tests',
});

const plentiful: CellMemory = { take: value => ({ value, released: 0 }) };
const services = { cells: optionalService(cellMemory) };
const inputs = { '': repeated(cell, 'numbers') };
const outputs = { '': repeated(cell, 'numbers') };
const one = { '': required(cell, 'numbers') };

/** Sends 0, 1, 2 … at multiples of `step`. */
const count = defineCalculator({
  name: 'CountCalculator',
  summary: 'Counts.',
  outputs: one,
  options: {
    count: option.integer({ description: 'How many', default: 1 }),
    step: option.integer({ description: 'Microseconds from one to the next', default: 1 }),
    burst: option.integer({ description: 'How many in one call', default: 1 }),
  },
  services,
  open: ({ options, services: { cells = plentiful } }) => {
    let n = 0;
    return {
      process(ctx) {
        for (let i = 0; i < options.burst && n < options.count; i += 1) {
          ctx.outputs[''].emit(cells.take(n), n * options.step);
          n += 1;
        }
        return n >= options.count ? STOP : undefined;
      },
    };
  },
});

const pass = defineCalculator({
  name: 'PassCalculator',
  summary: 'Copies each input to the output of the same index.',
  inputs,
  outputs,
  open: () => ({
    process(ctx) {
      for (const [i, input] of ctx.inputs[''].entries()) {
        if (!input.isEmpty) ctx.outputs[''][i]?.forward(input.packet);
      }
    },
  }),
});

/** After some turns of the event loop. */
const double = defineCalculator({
  name: 'DoubleCalculator',
  summary: 'Doubles, and takes its time.',
  inputs: one,
  outputs: one,
  services,
  open: ({ services: { cells = plentiful } }) => ({
    async process(ctx) {
      await Promise.resolve();
      ctx.outputs[''].emit(cells.take(ctx.inputs[''].get().value * 2));
    },
  }),
});

const evens = defineCalculator({
  name: 'EvensCalculator',
  summary: 'Passes even numbers, drops others.',
  inputs: one,
  outputs: one,
  open: () => ({
    process(ctx) {
      if (ctx.inputs[''].get().value % 2 === 0) ctx.outputs[''].forward(ctx.inputs[''].packet);
    },
  }),
});

const split = defineCalculator({
  name: 'SplitCalculator',
  summary: 'Sends even numbers to output 0, odd ones to output 1.',
  inputs: one,
  outputs,
  open: () => ({
    process(ctx) {
      ctx.outputs[''][ctx.inputs[''].get().value % 2]?.forward(ctx.inputs[''].packet);
    },
  }),
});

const sum = defineCalculator({
  name: 'SumCalculator',
  summary: 'Adds what is present on all inputs.',
  inputs,
  outputs: one,
  services,
  open: ({ services: { cells = plentiful } }) => ({
    process(ctx) {
      ctx.outputs[''].emit(cells.take(ctx.inputs[''].reduce((total, input) => total + (input.value?.value ?? 0), 0)));
    },
  }),
});

/** Keeps the packet until the next one, and gives 0 first. */
const delay = defineCalculator({
  name: 'DelayCalculator',
  summary: 'Delays by one microsecond.',
  inputs: one,
  outputs: one,
  timestampOffset: 1,
  services,
  open: ctx => {
    ctx.outputs[''].emit((ctx.services.cells ?? plentiful).take(0), 0);
    return {
      process: now => {
        now.outputs[''].forward(now.inputs[''].packet, now.inputTimestamp + 1);
      },
    };
  },
});

const total = defineCalculator({
  name: 'TotalCalculator',
  summary: 'Sends the total when it closes.',
  inputs: one,
  outputs: one,
  services,
  open: ({ services: { cells = plentiful } }) => {
    let sumSoFar = 0;
    return {
      process(ctx) {
        sumSoFar += ctx.inputs[''].get().value;
      },
      close: ctx => {
        ctx.outputs[''].emit(cells.take(sumSoFar), 1_000_000);
      },
    };
  },
});

/** Holds the latest packet back until the next one comes, or the end. */
const hold = defineCalculator({
  name: 'HoldCalculator',
  summary: 'Sends each packet again at the time of the next.',
  inputs: one,
  outputs: one,
  open: () => {
    let held: { release(): void; readonly value: Cell | undefined } | undefined;
    return {
      process(ctx) {
        const { packet } = ctx.inputs[''];
        const before = held;
        held = packet.retain();
        try {
          if (before?.value !== undefined) ctx.outputs[''].emit(before.value);
        } finally {
          before?.release();
        }
      },
      close: () => {
        held?.release();
      },
    };
  },
});

const parity = defineCalculator({
  name: 'ParityCalculator',
  summary: 'Tells even (0) from odd (1).',
  inputs: one,
  outputs: { '': required(integer, '0 or 1') },
  open: () => ({
    process(ctx) {
      ctx.outputs[''].emit(ctx.inputs[''].get().value % 2);
    },
  }),
});

const choose = defineCalculator({
  name: 'ChooseCalculator',
  summary: 'Sends on the input that SELECT names.',
  inputs: { ...inputs, SELECT: required(integer, 'the index of an input') },
  outputs: one,
  inputPolicy: 'MuxInputStreamHandler',
  open: () => ({
    process(ctx) {
      const chosen = ctx.inputs[''][ctx.inputs.SELECT.get()];
      if (chosen !== undefined && !chosen.isEmpty) ctx.outputs[''].forward(chosen.packet);
    },
  }),
});

/** Small calculators of releasable numbers for {@link fixedGraphs}, by name. */
export const fixedCalculators: Readonly<Record<string, Calculator>> = Object.fromEntries(
  [count, pass, double, evens, split, sum, delay, total, hold, parity, choose].map(calculator => [
    calculator.name,
    calculator,
  ]),
);
