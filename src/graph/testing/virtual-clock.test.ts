import { expect, it } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

it('wakes sleepers in the order of their time', async () => {
  const clock = new VirtualClock(100);
  const woken: string[] = [];
  for (const [name, time] of [
    ['c', 30],
    ['a', 10],
    ['b', 10],
  ] as const) {
    clock.at(clock.now() + time, () => woken.push(`${name}@${clock.now()}`));
  }
  const slept = clock.sleep(20).then(() => woken.push('slept'));
  expect(clock.sleeping).toBe(4);
  clock.advance(15);
  expect(woken).toEqual(['a@110', 'b@110']);
  expect(clock.now()).toBe(115);
  expect(clock.advanceToNext()).toBe(true);
  await slept;
  expect(clock.advanceToNext()).toBe(true);
  expect(woken).toEqual(['a@110', 'b@110', 'slept', 'c@130']);
  expect(clock.advanceToNext()).toBe(false);
});
