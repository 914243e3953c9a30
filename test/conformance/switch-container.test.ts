import { describe, expect, it } from 'vitest';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { createGraph, createRegistry, expandGraph, parseGraph, planGraph, toList } from '../../src/graph/index.ts';

const registry = createRegistry(builtinCalculators);

/** A container around a way that keeps packets and one that shifts them, so that outputs tell which was taken. */
const graphWith = (selection: string, options: string): string => `
input_stream: [frame, choice]
output_stream: result
node:
  calculator: SwitchContainer
  input_stream: [${selection}frame]
  output_stream: result
  options:
    ${options}
    contained_node:
      - calculator: PassThroughCalculator
      - calculator: ConcatenateVectorCalculator
      - calculator: SwitchContainer
        options:
          select: 1
          contained_node: [{calculator: PassThroughCalculator}, {calculator: ConcatenateVectorCalculator}]
`;

type Entry = readonly [stream: string, time: number, value: unknown];

async function run(
  text: string,
  entries: readonly Entry[],
  sidePackets: Readonly<Record<string, unknown>> = {},
): Promise<readonly unknown[]> {
  const graph = createGraph(planGraph(parseGraph(text, { file: 'switch.yaml' }), { registry }));
  const seen: unknown[] = [];
  graph.observe('result', packet => {
    seen.push([packet.timestamp, packet.value]);
  });
  graph.start({ sidePackets });
  for (const [stream, time, value] of entries) await graph.add(stream, value, time);
  graph.closeAllInputs();
  await graph.done();
  return seen;
}

const frames: readonly Entry[] = [0, 10, 20, 30].map(time => ['frame', time, time] as const);

describe('SwitchContainer', () => {
  it('selects in step with the other inputs: a choice holds from its own time on', async () => {
    const text = graphWith('SELECT:choice, ', 'synchronize_io: true');
    const choices: readonly Entry[] = [
      ['choice', 10, 1],
      ['choice', 30, 0],
    ];
    const expected = [
      [0, 0],
      [10, [10]],
      [20, [20]],
      [30, 30],
    ];
    expect(await run(text, [...choices, ...frames])).toEqual(expected);
    expect(await run(text, [...frames, ...choices])).toEqual(expected);
  });

  it.each([
    ['select: 1', [10, [10]]],
    ['enable: true', [10, [10]]],
    ['select: 0', [10, 10]],
  ])('keeps to the channel of its options: %s', async (options, second) => {
    const seen = await run(graphWith('', options), frames);
    expect(seen[1]).toEqual(second);
    expect(seen).toHaveLength(4);
  });

  it('may contain another', async () => {
    expect(await run(graphWith('', 'select: 2'), frames)).toEqual([
      [0, [0]],
      [10, [10]],
      [20, [20]],
      [30, [30]],
    ]);
  });

  it('keeps to the channel of a side packet until a stream selects one', async () => {
    const text = `input_side_packet: first\n${graphWith('SELECT:choice, ', 'synchronize_io: true').replace(
      '  output_stream: result\n',
      '  input_side_packet: ENABLE:first\n  output_stream: result\n',
    )}`;
    expect(await run(text, [['choice', 20, 0], ...frames], { first: true })).toEqual([
      [0, [0]],
      [10, [10]],
      [20, 20],
      [30, 30],
    ]);
  });

  it('prefers the side packet ENABLE to its option select', async () => {
    const text = `input_side_packet: first\n${graphWith('', 'select: 0').replace(
      '  output_stream: result\n',
      '  input_side_packet: ENABLE:first\n  output_stream: result\n',
    )}`;
    expect(await run(text, frames.slice(0, 1), { first: true })).toEqual([[0, [0]]]);
  });

  it.each([
    ['', { input_stream_handler: 'DefaultInputStreamHandler' }],
    ['async_selection: true', undefined],
  ])("names its streams and nodes as MediaPipe's does: %s", (options, handler) => {
    const graph = expandGraph(parseGraph(graphWith('ENABLE:choice, ', options), { file: 'switch.yaml' }));
    expect(toList(graph.node).slice(0, 3)).toMatchObject([
      {
        name: 'switchcontainer__PacketSequencerCalculator',
        input_stream: ['INPUT:choice', 'TICK:frame'],
        output_stream: ['OUTPUT:switchcontainer__gate_enable_timed'],
      },
      {
        name: 'switchcontainer__SwitchDemuxCalculator',
        input_stream: ['frame', 'ENABLE:switchcontainer__gate_enable_timed'],
        output_stream: [0, 1, 2].map(k => `C${k}__:switchcontainer__c${k}__frame`),
      },
      {
        name: 'switchcontainer__SwitchMuxCalculator',
        input_stream: [
          ...[0, 1, 2].map(k => `C${k}__:switchcontainer__c${k}__result`),
          'ENABLE:switchcontainer__gate_enable_timed',
        ],
        output_stream: ['result'],
      },
    ]);
    expect(toList(graph.node)[0]?.input_stream_handler).toEqual(handler);
  });

  it('takes a stream that is connected to several of its inputs', async () => {
    const text = `
input_stream: frame
output_stream: [result, twin]
node:
  calculator: SwitchContainer
  input_stream: [frame, frame]
  output_stream: [result, twin]
  options: {contained_node: {calculator: PassThroughCalculator}}
`;
    expect(await run(text, frames)).toEqual(frames.map(([, time, value]) => [time, value]));
  });
});
