import { expect, it } from 'vitest';
import { StopListeners } from './stop-listeners.ts';

it('calls each once, but those that were taken back, and late ones at once', () => {
  const listeners = new StopListeners();
  const called: string[] = [];
  const twice = (): void => void called.push('twice');
  listeners.add(twice);
  const forget = listeners.add(twice);
  listeners.add(() => called.push('once'));
  forget();
  expect(listeners.stop()).toEqual([]);
  expect(listeners.stop()).toEqual([]);
  listeners.add(() => called.push('late'))();
  expect(called).toEqual(['twice', 'once', 'late']);
});

it('calls the others when one throws, and returns what it has thrown', () => {
  const listeners = new StopListeners();
  const called: string[] = [];
  listeners.add(() => {
    throw new Error('no');
  });
  listeners.add(() => called.push('other'));
  expect(listeners.stop()).toMatchObject([{ message: 'no' }]);
  expect(called).toEqual(['other']);
});
