import { describe, expect, it } from 'vitest';
import { createGraph, createRegistry, parseGraph, planGraph } from '../../graph/index.ts';
import { type CalculatorRun, runCalculator } from '../../graph/testing/index.ts';
import { immediateMuxCalculator } from './immediate-mux.ts';

const inputs: CalculatorRun['inputs'] = {
  '': [
    [0, 'a'],
    [20, 'b'],
  ],
  ':1': [
    [10, 'c'],
    [20, 'd'],
  ],
};
const outputs = ['', ':1'];

/** Adds packets `[stream, time, value]`, or bounds without a value, each when the graph is idle. What comes out of `first`. */
async function arrive(entries: readonly (readonly [string, number, unknown?])[], options = '{}') {
  const text = `
input_stream: [a, b]
output_stream: [first, second]
node:
  calculator: ImmediateMuxCalculator
  input_stream: [a, b]
  output_stream: [first, second]
  input_stream_handler: {input_stream_handler: ImmediateInputStreamHandler}
  options: ${options}
`;
  const registry = createRegistry([immediateMuxCalculator]);
  const graph = createGraph(planGraph(parseGraph(text, { file: 'mux.yaml' }), { registry }));
  const seen: Record<string, unknown[]> = { first: [], second: [] };
  for (const [stream, list] of Object.entries(seen)) {
    graph.observe(stream, packet => void list.push([packet.timestamp, packet.isEmpty ? null : packet.value]), {
      bounds: true,
    });
  }
  graph.start();
  for (const [stream, time, ...value] of entries) {
    if (value.length === 0) graph.setBound(stream, time);
    else await graph.add(stream, value[0], time);
    await graph.idle();
  }
  graph.closeAllInputs();
  await graph.done();
  return seen;
}

describe('ImmediateMuxCalculator', () => {
  it('joins streams in the order of time by the default handler, the first of equals', async () => {
    const run = await runCalculator(immediateMuxCalculator, { inputs, outputs });
    expect(run.outputs['']).toEqual([
      [0, 'a'],
      [10, 'c'],
      [20, 'b'],
    ]);
  });

  it('sends true for each packet that came, at the next free time', async () => {
    const run = await runCalculator(immediateMuxCalculator, { inputs, outputs });
    expect(run.outputs[':1']).toEqual([0, 10, 20, 21].map(time => [time, true]));
  });

  it('sends packets on as they come by ImmediateInputStreamHandler, and drops the late ones', async () => {
    const seen = await arrive([
      ['a', 20, 1],
      ['b', 10, 2],
      ['b', 30, 3],
    ]);
    expect(seen).toEqual({
      first: [
        [20, 1],
        [30, 3],
      ],
      second: [
        [20, true],
        [21, true],
        [30, true],
      ],
    });
  });

  it('tells the bound of all its inputs, or with process_timestamp_bounds that of any', async () => {
    const entries = [
      ['b', 30],
      ['a', 10, 1],
      ['a', 21],
    ] as const;
    expect((await arrive(entries))['first']).toEqual([
      [10, 1],
      [20, null],
      // One input has ended.
      [29, null],
    ]);
    expect(await arrive(entries, '{process_timestamp_bounds: true}')).toEqual({
      first: [[29, null]],
      second: [
        [29, null],
        [30, true],
      ],
    });
  });
});
