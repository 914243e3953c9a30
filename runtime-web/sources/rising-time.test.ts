import { expect, it } from 'vitest';
import { risingTime } from './rising-time.ts';

it('counts from the first frame in whole microseconds', () => {
  const time = risingTime();
  expect([5_000_000.4, 5_033_333.7, 5_066_667].map(time)).toEqual([0, 33_333, 66_667]);
});

it('goes on when the clock goes back, and drops what is no new frame', () => {
  const time = risingTime(10);
  expect([100, 200, 200, 50, 80].map(time)).toEqual([0, 100, undefined, 110, 140]);
});
