import { describe, expect, it } from 'vitest';
import { type ProbeStep, probePolicy } from '../../testing/policy-probe.ts';

const policy = 'SyncSetInputStreamHandler';
const policyOptions = { sync_set: [{ tag_index: [':0', ':1'] }, { tag_index: ':2' }] };

describe('SyncSetPolicy', () => {
  const table: readonly (readonly [string, readonly ProbeStep[], readonly string[]])[] = [
    ['synchronises inside a set', [['add', 'a', 5, 1]], []],
    ['does not wait across sets', [['add', 'c', 5, 3]], ['5: - - 3 -']],
    [
      'gives a ready set alone',
      [
        ['add', 'a', 5, 1],
        ['add', 'b', 5, 2],
      ],
      ['5: 1 2 - -'],
    ],
    ['puts the rest into one more set', [['add', 'd', 9, 4]], ['9: - - - 4']],
    [
      'lets times go back between sets',
      [
        ['add', 'c', 5, 3],
        ['add', 'd', 2, 4],
      ],
      ['5: - - 3 -', '2: - - - 4'],
    ],
    [
      'closes when all sets are done',
      [
        ['close', 'a'],
        ['close', 'b'],
        ['close', 'c'],
        ['close', 'd'],
      ],
      ['close'],
    ],
    [
      'goes on when one set is done',
      [
        ['close', 'c'],
        ['add', 'd', 2, 4],
      ],
      ['2: - - -! 4'],
    ],
  ];
  it.each(table)('%s', async (_rule, steps, calls) => {
    expect(await probePolicy({ policy, policyOptions, inputs: 4 }, steps)).toEqual(calls);
  });

  it('processes the set with the smallest time first', async () => {
    const steps: readonly ProbeStep[] = [
      ['add', 'c', 9, 3],
      ['add', 'c', 10, 3],
      ['add', 'd', 2, 4],
      ['add', 'd', 3, 4],
    ];
    const seen = await probePolicy({ policy, policyOptions, inputs: 4, together: true }, steps);
    expect(seen.slice(1)).toEqual(['2: - - - 4', '3: - - - 4', '10: - - 3 -']);
  });

  it('loses no settled time of a set that waits for another', async () => {
    const steps: readonly ProbeStep[] = [
      ['bound', 'c', 9],
      ['bound', 'd', 5],
      ['bound', 'd', 7],
      ['bound', 'c', 12],
    ];
    const probe = { policy, policyOptions, inputs: 4, processTimestampBounds: true };
    expect(await probePolicy(probe, steps)).toEqual(['8: - - - -', '4: - - - -', '6: - - - -', '11: - - - -']);
  });

  it.each([
    [{ sync_set: { tag_index: ':7' } }, 'names the input ":7", which the node does not have'],
    [{ sync_set: [{ tag_index: ':0' }, { tag_index: ':0' }] }, 'names the input ":0" twice'],
  ])('refuses %j', async (options, fact) => {
    await expect(probePolicy({ policy, policyOptions: options }, [])).rejects.toThrow(fact);
  });
});
