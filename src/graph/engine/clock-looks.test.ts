import { describe, expect, it } from 'vitest';
import { ClockLooks } from './clock-looks.ts';

/** Runs slices of tasks that all take `share` of one. Returns the tasks of each slice until it was found to be over. */
function slices(share: number, count: number): number[] {
  const looks = new ClockLooks();
  return Array.from({ length: count }, () => {
    let tasks = 0;
    looks.beginSlice();
    for (let isOver = false; !isOver; ) {
      tasks += looks.tasks;
      isOver = tasks * share >= 1;
      looks.looked(isOver);
    }
    return tasks;
  });
}

describe('the clock is looked at', () => {
  it('after every task when each takes a whole slice', () => {
    expect(slices(1, 4)).toEqual([16, 4, 1, 1]);
  });

  it('often enough that a slice ends in time, however long tasks take', () => {
    for (const tasksPerSlice of [3, 10, 100, 1000, 30_000]) {
      const late = slices(1 / tasksPerSlice, 6).map(tasks => tasks - tasksPerSlice);
      expect(late[0]).toBeLessThanOrEqual(Math.max(16, tasksPerSlice / 8));
      for (const tasks of late.slice(3)) expect(tasks).toBeLessThanOrEqual(Math.max(1, tasksPerSlice / 6));
    }
  });

  it('seldom when tasks are short, but not after more than 256 of them', () => {
    const looks = new ClockLooks();
    const seen = new Set<number>();
    for (let i = 0; i < 1000; i += 1) {
      seen.add(looks.tasks);
      looks.looked(false);
    }
    expect([...seen]).toEqual([16, 32, 64, 128, 256]);
  });
});
