import { describe, expect, it } from 'vitest';
import { type ProbeStep, probePolicy } from '../../testing/policy-probe.ts';
import { Timestamp } from '../../timestamp.ts';

const policy = 'DefaultInputStreamHandler';

// Section 4 of the semantics, row "Default": P = least packet time, B = least bound of the empty inputs.
const table: readonly (readonly [rule: string, steps: readonly ProbeStep[], calls: readonly string[]])[] = [
  ['waits while B <= P', [['add', 'a', 5, 1]], []],
  [
    'is ready when B > P by a bound',
    [
      ['add', 'a', 5, 1],
      ['bound', 'b', 6],
    ],
    ['5: 1 -'],
  ],
  [
    'is not ready when B = P',
    [
      ['add', 'a', 5, 1],
      ['bound', 'b', 5],
    ],
    [],
  ],
  [
    'takes equal times together',
    [
      ['add', 'a', 5, 1],
      ['add', 'b', 5, 2],
    ],
    ['5: 1 2'],
  ],
  [
    'takes the earlier time first',
    [
      ['add', 'a', 5, 1],
      ['add', 'b', 3, 2],
    ],
    ['3: - 2'],
  ],
  [
    'goes on when the other input closes',
    [
      ['add', 'a', 5, 1],
      ['close', 'b'],
    ],
    ['5: 1 -!'],
  ],
  [
    'does not call for bounds alone',
    [
      ['bound', 'a', 50],
      ['bound', 'b', 50],
    ],
    [],
  ],
  [
    'closes when all inputs are done',
    [
      ['close', 'a'],
      ['close', 'b'],
    ],
    ['close'],
  ],
  [
    'closes at OneOverPostStream',
    [
      ['bound', 'a', Timestamp.OneOverPostStream],
      ['close', 'b'],
    ],
    ['close'],
  ],
  [
    'drains before it closes',
    [
      ['add', 'a', 5, 1],
      ['close', 'a'],
      ['close', 'b'],
    ],
    ['5: 1! -!', 'close'],
  ],
  [
    'takes PreStream and PostStream packets',
    [
      ['add', 'a', Timestamp.PreStream, 1],
      ['bound', 'b', 7],
      ['close', 'b'],
    ],
    ['PreStream: 1 -'],
  ],
  [
    'takes a PostStream packet',
    [
      ['add', 'a', Timestamp.PostStream, 1],
      ['close', 'b'],
    ],
    ['PostStream: 1 -!', 'close'],
  ],
];

describe('DefaultPolicy', () => {
  it.each(table)('%s', async (_rule, steps, calls) => {
    const seen = await probePolicy({ policy }, steps);
    expect(seen.slice(0, Math.max(calls.length, 1))).toEqual(calls);
  });

  const bounds: readonly (readonly [string, readonly ProbeStep[], readonly string[]])[] = [
    [
      'calls for each newly settled time',
      [
        ['bound', 'a', 5],
        ['bound', 'b', 8],
      ],
      ['4: - -'],
    ],
    [
      'calls once for a settled time',
      [
        ['bound', 'a', 5],
        ['bound', 'b', 5],
        ['bound', 'b', 9],
      ],
      ['4: - -'],
    ],
    [
      'calls for packets too',
      [
        ['add', 'a', 5, 1],
        ['bound', 'b', 9],
      ],
      ['5: 1 -'],
    ],
    [
      'settles up to the packet first',
      [
        ['bound', 'b', 9],
        ['add', 'a', 5, 1],
        ['bound', 'a', 9],
      ],
      ['5: 1 -', '8: - -'],
    ],
    [
      'calls at PostStream',
      [
        ['close', 'b'],
        ['add', 'a', Timestamp.PostStream, 1],
      ],
      ['PostStream: 1 -!', 'close'],
    ],
  ];
  it.each(bounds)('with bounds: %s', async (_rule, steps, calls) => {
    expect(await probePolicy({ policy, processTimestampBounds: true }, steps)).toEqual(calls);
  });

  it('gathers batches and flushes the rest at close', async () => {
    const probe = { policy, inputs: 1, policyOptions: { batch_size: 2 } };
    expect(await probePolicy(probe, [['add', 'a', 1, 1]])).toEqual([]);
    expect(
      await probePolicy(probe, [
        ['add', 'a', 1, 1],
        ['add', 'a', 2, 2],
        ['add', 'a', 3, 3],
      ]),
    ).toEqual(['1: 1', '2: 2']);
    expect(
      await probePolicy(probe, [
        ['add', 'a', 1, 1],
        ['close', 'a'],
      ]),
    ).toEqual(['1: 1', 'close']);
  });
});
