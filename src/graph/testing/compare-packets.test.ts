import { describe, expect, it } from 'vitest';
import { comparePackets } from './compare-packets.ts';
import type { PacketLog } from './packet-log.ts';

const exact = { absolute: 0, relative: 0 };
const log: PacketLog = [
  [0, 1],
  [10, { x: [1, 2] }],
  [20, 'a'],
];

describe('comparePackets', () => {
  it('finds nothing between equal logs, and none in empty ones', () => {
    expect(comparePackets('s', log, log, exact)).toEqual([]);
    expect(comparePackets('s', [], [], exact)).toEqual([]);
  });

  it('tells missing, unexpected and different packets by their timestamps', () => {
    const actual: PacketLog = [
      [5, true],
      [10, { x: [1, 3] }],
      [20, 'a'],
      [30, null],
    ];
    expect(comparePackets('s', actual, log, exact)).toEqual([
      's at 0: missing, expected 1',
      's at 5: true, not expected',
      's at 10.x[1]: 3, expected 2',
      's at 30: null, not expected',
    ]);
  });

  it('allows numbers to be off by an amount, or by a share', () => {
    const near: PacketLog = [[0, [100, 1]]];
    const off: PacketLog = [[0, [101, 1.005]]];
    expect(comparePackets('s', off, near, { absolute: 0, relative: 0.01 })).toEqual([]);
    expect(comparePackets('s', off, near, { absolute: 0.1, relative: 0 })).toEqual(['s at 0[0]: 101, expected 100']);
    expect(comparePackets('s', [[0, Number.NaN]], [[0, 1]], { absolute: 9, relative: 9 })).toHaveLength(1);
  });

  it('stops after ten lines', () => {
    const many: PacketLog = Array.from({ length: 40 }, (_, t) => [t, t] as const);
    const lines = comparePackets('s', [], many, exact);
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('s: … and 30 more');
  });
});
