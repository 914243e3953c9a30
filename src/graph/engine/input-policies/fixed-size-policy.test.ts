import { describe, expect, it } from 'vitest';
import { type ProbeStep, probePolicy } from '../../testing/policy-probe.ts';

const policy = 'FixedSizeInputStreamHandler';
const sizes = { trigger_queue_size: 3, target_queue_size: 1 };

describe('FixedSizePolicy', () => {
  const table: readonly (readonly [string, object, readonly ProbeStep[], readonly string[]])[] = [
    [
      'synchronises like the default',
      sizes,
      [
        ['add', 'a', 1, 1],
        ['add', 'b', 1, 2],
      ],
      ['1: 1 2'],
    ],
    [
      'cuts a queue that reaches the trigger to the target',
      sizes,
      [
        ['add', 'a', 1, 1],
        ['add', 'a', 2, 2],
        ['add', 'a', 3, 3],
        ['bound', 'b', 9],
      ],
      ['3: 3 -'],
    ],
    [
      'drops what comes late below the kept time',
      sizes,
      [
        ['add', 'a', 1, 1],
        ['add', 'a', 2, 2],
        ['add', 'a', 3, 3],
        ['add', 'b', 1, 9],
        ['add', 'b', 3, 8],
      ],
      ['3: 3 8'],
    ],
    [
      'with fixed_min_size cuts only when every queue has grown',
      { ...sizes, fixed_min_size: true },
      [
        ['add', 'a', 1, 1],
        ['add', 'a', 2, 2],
        ['add', 'a', 3, 3],
        ['add', 'b', 1, 9],
      ],
      ['1: 1 9'],
    ],
    [
      'closes like the default',
      sizes,
      [
        ['close', 'a'],
        ['close', 'b'],
      ],
      ['close'],
    ],
  ];
  it.each(table)('%s', async (_rule, policyOptions, steps, calls) => {
    expect(await probePolicy({ policy, policyOptions: { ...policyOptions } }, steps)).toEqual(calls);
  });

  it('tells that a cut queue has room', async () => {
    const steps: readonly ProbeStep[] = [1, 2, 3, 4, 5, 6].map(t => ['add', 'a', t, t]);
    const seen = await probePolicy({ policy, policyOptions: sizes, maxQueueSize: 4 }, [...steps, ['bound', 'b', 99]]);
    expect(seen.at(-1)).toBe('6: 6 -');
  });

  it('refuses a size of no use', async () => {
    await expect(probePolicy({ policy, policyOptions: { target_queue_size: 0 } }, [])).rejects.toThrow(
      'target_queue_size is 0. Use a whole number of at least 1.',
    );
  });
});
