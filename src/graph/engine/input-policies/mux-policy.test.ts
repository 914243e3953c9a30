import { describe, expect, it } from 'vitest';
import { type ProbeStep, probePolicy } from '../../testing/policy-probe.ts';

// Inputs a and b carry data, c selects.
const probe = { policy: 'MuxInputStreamHandler', inputs: 3 };

describe('MuxPolicy', () => {
  const table: readonly (readonly [string, readonly ProbeStep[], readonly string[]])[] = [
    ['waits for the control packet', [['add', 'a', 5, 'x']], []],
    ['waits for the selected data', [['add', 'c', 5, 0]], []],
    [
      'does not wait for other data',
      [
        ['add', 'a', 5, 'x'],
        ['add', 'c', 5, 0],
      ],
      ['5: x - 0'],
    ],
    [
      'is ready when the data is settled',
      [
        ['add', 'c', 5, 1],
        ['bound', 'b', 6],
      ],
      ['5: - - 1'],
    ],
    [
      'is ready when later data is there',
      [
        ['add', 'c', 5, 1],
        ['add', 'b', 7, 'y'],
      ],
      ['5: - - 1'],
    ],
    [
      'keeps later data',
      [
        ['add', 'c', 5, 1],
        ['add', 'b', 7, 'y'],
        ['add', 'c', 7, 1],
      ],
      ['5: - - 1', '7: - y 1'],
    ],
    [
      'drops older data, also when it comes late',
      [
        ['add', 'a', 5, 'x'],
        ['add', 'c', 5, 0],
        ['add', 'b', 4, 'old'],
        ['add', 'c', 6, 1],
        ['add', 'b', 6, 'y'],
      ],
      ['5: x - 0', '6: - y 1'],
    ],
    [
      'closes with the control stream',
      [
        ['add', 'a', 5, 'x'],
        ['close', 'c'],
      ],
      ['close'],
    ],
  ];
  it.each(table)('%s', async (_rule, steps, calls) => {
    expect(await probePolicy(probe, steps)).toEqual(calls);
  });

  it('fails on a selection out of range', async () => {
    await expect(probePolicy(probe, [['add', 'c', 5, 2]])).rejects.toThrow('selects input 2. Select 0 to 1.');
  });
});
