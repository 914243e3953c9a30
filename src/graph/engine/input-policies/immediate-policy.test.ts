import { describe, expect, it } from 'vitest';
import { type ProbeStep, probePolicy } from '../../testing/policy-probe.ts';

const policy = 'ImmediateInputStreamHandler';

describe('ImmediatePolicy', () => {
  const table: readonly (readonly [string, readonly ProbeStep[], readonly string[]])[] = [
    ['does not wait for other inputs', [['add', 'a', 5, 1]], ['5: 1 -']],
    [
      'lets times go back between inputs',
      [
        ['add', 'a', 5, 1],
        ['add', 'b', 3, 2],
      ],
      ['5: 1 -', '3: - 2'],
    ],
    ['does not call for bounds', [['bound', 'a', 5]], []],
    [
      'calls once when an input becomes done',
      [
        ['close', 'a'],
        ['bound', 'b', 3],
      ],
      ['PreStream: -! -'],
    ],
    [
      'closes when all are done',
      [
        ['add', 'a', 5, 1],
        ['close', 'a'],
        ['close', 'b'],
      ],
      ['5: 1 -', 'PreStream: -! -', 'close'],
    ],
  ];
  it.each(table)('%s', async (_rule, steps, calls) => {
    expect(await probePolicy({ policy }, steps)).toEqual(calls);
  });

  const bounds: readonly (readonly [string, readonly ProbeStep[], readonly string[]])[] = [
    [
      'calls for each bound',
      [
        ['bound', 'a', 5],
        ['bound', 'b', 3],
      ],
      ['4: - -', '2: - -'],
    ],
    [
      'does not call twice for one settled time',
      [
        ['add', 'a', 4, 1],
        ['bound', 'a', 5],
      ],
      ['4: 1 -'],
    ],
    [
      'calls at Max for each finished input',
      [
        ['close', 'a'],
        ['bound', 'b', 3],
        ['close', 'b'],
      ],
      ['Max: -! -', '2: -! -', 'Max: -! -!', 'close'],
    ],
  ];
  it.each(bounds)('with bounds: %s', async (_rule, steps, calls) => {
    expect(await probePolicy({ policy, processTimestampBounds: true }, steps)).toEqual(calls);
  });

  it('takes inputs that are ready at the same time in one call', async () => {
    const steps: readonly ProbeStep[] = [
      ['add', 'a', 5, 1],
      ['add', 'b', 5, 2],
      ['add', 'a', 6, 3],
      ['add', 'b', 6, 4],
    ];
    // The first packet makes the call; what comes before it runs is seen by the next one.
    expect(await probePolicy({ policy, together: true }, steps)).toEqual(['5: 1 -', '5: - 2', '6: 3 4']);
  });
});
