import { describe, expect, it } from 'vitest';
import { STOP } from '../calculator.ts';
import { defineCalculator } from '../define-calculator.ts';
import { clockService } from '../engine/standard-services.ts';
import { option } from '../options/option.ts';
import { definePacketType } from '../packet-type.ts';
import { integer, number } from '../packet-types/plain.ts';
import { optional, required } from '../port.ts';
import { runCalculator } from './run-calculator.ts';

const scale = defineCalculator({
  name: 'ScaleCalculator',
  summary: 'Multiplies.',
  inputs: { IN: required(number, 'a') },
  outputs: { OUT: required(number, 'b') },
  sidePackets: { EXTRA: optional(number, 'c') },
  outputSidePackets: { COUNT: optional(integer, 'd') },
  options: { factor: option.number({ description: 'e', default: 2 }) },
  open: () => {
    let calls = 0;
    return {
      process(ctx) {
        calls += 1;
        ctx.count('calls');
        ctx.outputs.OUT.emit(ctx.inputs.IN.get() * ctx.options.factor + (ctx.sidePackets.EXTRA ?? 0));
      },
      close(ctx) {
        ctx.log('info', 'bye');
        ctx.outputSidePackets.COUNT?.set(calls);
      },
    };
  },
});

const block = definePacketType<{ readonly size: number }>({
  name: 'block',
  description: 'Memory',
  is: (v): v is { readonly size: number } => typeof v === 'object' && v !== null && 'size' in v,
  release: () => undefined,
});

describe('runCalculator', () => {
  it('gives outputs, bounds, side packets, counters and log', async () => {
    const result = await runCalculator(scale, { inputs: { IN: [[0, 1], [10, 2], [20]] }, bounds: true });
    expect(result.outputs).toEqual({
      OUT: [
        [0, 2],
        [10, 4],
      ],
    });
    expect(result.bounds['OUT']).toEqual([20]);
    expect(result.sidePackets).toEqual({ COUNT: 2 });
    expect(result.counters('calls')).toBe(2);
    expect(result.log).toEqual(['info: node "node": bye']);
    expect(result.live).toBe(0);
  });

  it('takes options and side packets', async () => {
    const { outputs } = await runCalculator(scale, {
      inputs: { IN: [[5, 1]] },
      options: { factor: 10 },
      sidePackets: { EXTRA: 0.5 },
    });
    expect(outputs['OUT']).toEqual([[5, 10.5]]);
  });

  it('throws when a value is kept', async () => {
    const keeper = defineCalculator({
      name: 'KeeperCalculator',
      summary: 'Keeps.',
      inputs: { IN: required(block, 'a') },
      open: () => ({ process: ctx => void ctx.inputs.IN.packet.retain() }),
    });
    await expect(runCalculator(keeper, { inputs: { IN: [[0, { size: 1 }]] } })).rejects.toThrow(
      'KeeperCalculator: 1 values were not given back (1 block).',
    );
  });

  it('runs sleeping calculators on virtual time, and stops sources', async () => {
    const ticker = defineCalculator({
      name: 'TickerCalculator',
      summary: 'Ticks once an hour.',
      outputs: { '': required(integer, 'a') },
      services: { clock: clockService },
      open: () => ({
        async process(ctx) {
          await ctx.services.clock.sleep(3_600_000_000);
          ctx.outputs[''].emit(ctx.services.clock.now(), ctx.services.clock.now());
          return ctx.services.clock.now() > 3 * 3_600_000_000 ? STOP : undefined;
        },
      }),
    });
    const { outputs } = await runCalculator(ticker, { maxPackets: 2 });
    expect(outputs['']).toEqual([3_600_000_000, 7_200_000_000].map(t => [t, t]));
  });
});
