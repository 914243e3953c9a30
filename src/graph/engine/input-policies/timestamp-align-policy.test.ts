import { describe, expect, it } from 'vitest';
import { type ProbeStep, probePolicy } from '../../testing/policy-probe.ts';

const probe = { policy: 'TimestampAlignInputStreamHandler', policyOptions: { timestamp_base_tag_index: ':0' } };

describe('TimestampAlignPolicy', () => {
  const table: readonly (readonly [string, readonly ProbeStep[], readonly string[]])[] = [
    ['processes the base alone at first', [['add', 'a', 100, 1]], ['100: 1 -']],
    ['holds the others back', [['add', 'b', 3, 2]], []],
    [
      'aligns when every input has a packet',
      [
        ['add', 'b', 3, 2],
        ['add', 'a', 100, 1],
      ],
      ['100: 1 2'],
    ],
    [
      'keeps the difference for the run',
      [
        ['add', 'b', 3, 2],
        ['add', 'a', 100, 1],
        ['add', 'b', 8, 4],
        ['add', 'a', 105, 3],
      ],
      ['100: 1 2', '105: 3 4'],
    ],
    [
      'waits for the others once aligned',
      [
        ['add', 'b', 3, 2],
        ['add', 'a', 100, 1],
        ['add', 'a', 105, 3],
      ],
      ['100: 1 2'],
    ],
    [
      'closes when all are done',
      [
        ['close', 'a'],
        ['close', 'b'],
      ],
      ['close'],
    ],
  ];
  it.each(table)('%s', async (_rule, steps, calls) => {
    expect(await probePolicy(probe, steps)).toEqual(calls);
  });

  it('is the default with one input', async () => {
    expect(
      await probePolicy({ ...probe, inputs: 1 }, [
        ['add', 'a', 1, 1],
        ['close', 'a'],
      ]),
    ).toEqual(['1: 1', 'close']);
  });

  it('refuses a base the node does not have', async () => {
    const policyOptions = { timestamp_base_tag_index: 'BASE' };
    await expect(probePolicy({ ...probe, policyOptions }, [])).rejects.toThrow('names the input "BASE"');
  });
});
