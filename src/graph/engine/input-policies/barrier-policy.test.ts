import { describe, expect, it } from 'vitest';
import { type ProbeStep, probePolicy } from '../../testing/policy-probe.ts';

describe('BarrierPolicy', () => {
  const table: readonly (readonly [string, readonly ProbeStep[], readonly string[]])[] = [
    ['waits until every input has a packet', [['add', 'a', 5, 1]], []],
    [
      'ignores timestamps',
      [
        ['add', 'a', 5, 1],
        ['add', 'b', 3, 2],
      ],
      ['3: 1 2'],
    ],
    [
      'lets timestamps go back',
      [
        ['add', 'a', 5, 1],
        ['add', 'b', 5, 2],
        ['add', 'a', 1, 3],
        ['add', 'b', 2, 4],
      ],
      ['5: 1 2', '1: 3 4'],
    ],
    [
      'does not look at bounds',
      [
        ['add', 'a', 5, 1],
        ['bound', 'b', 9],
      ],
      [],
    ],
    [
      'closes with the first input that is done',
      [
        ['add', 'a', 5, 1],
        ['close', 'b'],
      ],
      ['close'],
    ],
  ];
  it.each(table)('%s', async (_rule, steps, calls) => {
    expect(await probePolicy({ policy: 'BarrierInputStreamHandler' }, steps)).toEqual(calls);
  });
});
