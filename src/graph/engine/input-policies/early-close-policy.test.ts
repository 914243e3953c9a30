import { describe, expect, it } from 'vitest';
import { type ProbeStep, probePolicy } from '../../testing/policy-probe.ts';

describe('EarlyClosePolicy', () => {
  const table: readonly (readonly [string, readonly ProbeStep[], readonly string[]])[] = [
    [
      'synchronises like the default',
      [
        ['add', 'a', 5, 1],
        ['add', 'b', 5, 2],
      ],
      ['5: 1 2'],
    ],
    [
      'closes with the first input that is done',
      [
        ['add', 'a', 5, 1],
        ['close', 'b'],
      ],
      ['close'],
    ],
    [
      'takes what a closed input still has',
      [
        ['add', 'b', 5, 1],
        ['close', 'b'],
        ['bound', 'a', 9],
      ],
      ['5: - 1!', 'close'],
    ],
  ];
  it.each(table)('%s', async (_rule, steps, calls) => {
    expect(await probePolicy({ policy: 'EarlyCloseInputStreamHandler' }, steps)).toEqual(calls);
  });
});
