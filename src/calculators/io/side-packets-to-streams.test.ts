import { describe, expect, it } from 'vitest';
import { Packet, Timestamp } from '../../graph/index.ts';
import { calculatorConformance, runCalculator } from '../../graph/testing/index.ts';
import { sidePacketsToStreamsCalculator } from './side-packets-to-streams.ts';

const run = (
  sidePackets: readonly unknown[],
  options: Readonly<Record<string, unknown>> = {},
  outputs = sidePackets.length,
) => {
  const port = (i: number): string => (i === 0 ? '' : `:${i}`);
  return runCalculator(sidePacketsToStreamsCalculator, {
    sidePackets: Object.fromEntries(sidePackets.map((value, i) => [port(i), value])),
    outputs: Array.from({ length: outputs }, (_, i) => port(i)),
    options,
  }).then(result => result.outputs);
};

describe('SidePacketsToStreamsCalculator', () => {
  const cases = { 'an ordinary run': { sidePackets: { '': [1, 2, 3] } } };
  for (const test of calculatorConformance(sidePacketsToStreamsCalculator, { cases })) it(test.name, test.run);

  it('sends the items of lists at their indices', async () => {
    expect(
      await run([
        ['a', 'b'],
        [1, new Packet(50, 2)],
      ]),
    ).toEqual({
      '': [
        [0, 'a'],
        [1, 'b'],
      ],
      ':1': [
        [0, 1],
        [1, 2],
      ],
    });
  });

  it.each([
    ['VECTOR_INDEX', 0],
    ['PRE_STREAM', Timestamp.PreStream],
    ['WHOLE_STREAM', Timestamp.PostStream],
  ])('sends single values by %s', async (set_timestamp, time) => {
    expect(await run([[7]], { set_timestamp, vectors_of_packets: false })).toEqual({ '': [[time, [7]]] });
    expect(await run([[7]], { set_timestamp })).toEqual({ '': [[time, 7]] });
  });

  it('leaves packets their own times by NONE', async () => {
    const packets = [new Packet(5, 'a'), new Packet(9, 'b')];
    expect(await run([packets], { set_timestamp: 'NONE' })).toEqual({
      '': [
        [5, 'a'],
        [9, 'b'],
      ],
    });
  });

  it.each([
    ['the lists have 1 and 2 items', [[1], [1, 2]], {}],
    ['side packet 0 is no list', [1], {}],
    ['item 0 of side packet 0 has no time', [[1]], { set_timestamp: 'NONE' }],
    ['A single value has no time of its own', [[1]], { set_timestamp: 'NONE', vectors_of_packets: false }],
    ['Connect 2 of each.', [[1]], { num_inputs: 2 }],
  ])('refuses: %s', async (message, sidePackets, options) => {
    await expect(run(sidePackets, options)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(message) as unknown,
    });
  });

  it('wants an output for each side packet', async () => {
    await expect(run([[1], [2]], {}, 1)).rejects.toThrow(
      '2 side packets and 1 outputs are connected. Connect as many of each.',
    );
  });
});
