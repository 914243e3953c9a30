import { describe, expect, it } from 'vitest';
import { type InputEntry, runCalculator } from '../../graph/testing/index.ts';
import { bypassCalculator } from './bypass.ts';

const numbers: readonly InputEntry[] = [
  [0, 1],
  [40_000, 2],
  [80_000, 3],
];

describe('BypassCalculator', () => {
  it('sends on what is named, and bounds only on other outputs', async () => {
    const { outputs } = await runCalculator(bypassCalculator, {
      inputs: { '': numbers, A: numbers },
      outputs: ['', 'B'],
      options: { pass_input_stream: ['A'], pass_output_stream: [':0'] },
    });
    expect(outputs).toEqual({ '': numbers, B: [] });
  });

  it.each([
    [{ pass_input_stream: ['A'] }, /names 1 streams and pass_output_stream 0/],
    [{ pass_input_stream: ['A:1'], pass_output_stream: ['B'] }, /pass_input_stream names A:1, which is not connected/],
    [{ pass_input_stream: ['A'], pass_output_stream: ['C'] }, /pass_output_stream names C/],
  ])('refuses %j', async (options, message) => {
    const run = runCalculator(bypassCalculator, { inputs: { A: numbers }, outputs: ['B'], options });
    await expect(run).rejects.toThrow(message);
  });
});
