import type { Calculator, ProcessResult } from '../calculator.ts';
import { STOP } from '../calculator.ts';
import type { InputPort, OutputPort } from '../calculator-context.ts';
import { defineCalculator } from '../define-calculator.ts';
import { any, definePacketType, type PacketType } from '../packet-type.ts';
import { integer } from '../packet-types/plain.ts';
import { repeated, required } from '../port.ts';
import type { Timestamp } from '../timestamp.ts';

/** Copies each untagged input to the output of the same index. */
export const passThrough: Calculator = defineCalculator({
  name: 'PassThroughCalculator',
  summary: 'Copies each input to the output of the same index.',
  inputs: { '': repeated(any, 'anything') },
  outputs: { '': repeated(any, 'the same') },
  open: ctx => {
    for (const [i, input] of ctx.inputs[''].entries()) {
      if (input.header !== undefined) ctx.outputs[''][i]?.setHeader(input.header);
    }
    return {
      process(ctx) {
        for (const [i, input] of ctx.inputs[''].entries()) {
          if (!input.isEmpty) ctx.outputs[''][i]?.forward(input.packet);
        }
      },
    };
  },
});

/** A source of the integers from 0 to `count - 1`, each at its own timestamp times `step`. */
export function countTo(count: number, step = 1): Calculator {
  return defineCalculator({
    name: 'CountCalculator',
    summary: 'Counts.',
    outputs: { '': required(integer, 'the numbers') },
    open: () => {
      let n = 0;
      return {
        process(ctx) {
          if (n >= count) return STOP;
          ctx.outputs[''].emit(n, n * step);
          n += 1;
          return n >= count ? STOP : undefined;
        },
      };
    },
  });
}

/** Adds what is present on all inputs. */
export const sum: Calculator = defineCalculator({
  name: 'SumCalculator',
  summary: 'Adds what is present on all inputs.',
  inputs: { '': repeated(integer, 'numbers') },
  outputs: { '': required(integer, 'their sum') },
  open: () => ({
    process(ctx) {
      ctx.outputs[''].emit(ctx.inputs[''].reduce((total, input) => total + (input.value ?? 0), 0));
    },
  }),
});

/** A calculator with any inputs and outputs that calls a function for each input set. */
export function lambda(
  process: (ctx: LambdaContext) => ProcessResult,
  contract: { readonly offset?: number | null; readonly bounds?: boolean; readonly type?: PacketType } = {},
): Calculator {
  return defineCalculator({
    name: 'LambdaCalculator',
    summary: 'Calls a function.',
    inputs: { '': repeated(contract.type ?? any, 'anything') },
    outputs: { '': repeated(contract.type ?? any, 'anything') },
    timestampOffset: contract.offset === undefined ? 0 : contract.offset,
    processTimestampBounds: contract.bounds === true,
    open: () => ({ process }),
  });
}

/** What the function of a {@link lambda} works with. */
export interface LambdaContext {
  readonly inputs: { readonly '': readonly InputPort[] };
  readonly outputs: { readonly '': readonly OutputPort[] };
  readonly inputTimestamp: Timestamp;
  readonly isCancelled: boolean;
  onStop(callback: () => void): () => void;
}

/** A block of memory that counts how often it was given back. */
export interface Block {
  readonly id: number;
  released: number;
}

/** Blocks of memory, as images and tensors are: they must be given back once. */
export const block: PacketType<Block> = definePacketType<Block>({
  name: 'block',
  description: 'A block of memory',
  is: (value): value is Block => typeof value === 'object' && value !== null && 'released' in value,
  release: value => {
    value.released += 1;
  },
});
