import { expect, it } from 'vitest';
import { formatProgress, formatSeconds } from './progress.ts';

it('tells frames, rate, drops, live values and the time left', () => {
  const reading = { read: 110, written: 100, dropped: 2, live: 7, fraction: 0.25 };
  expect(formatProgress(reading, 4)).toBe('100 frames  25.0 fps  dropped 2  live 7  25 %  ETA 0:12');
  expect(formatProgress({ ...reading, written: 0, fraction: undefined }, 0)).toBe(
    '110 frames read  0.0 fps  dropped 2  live 7',
  );
});

it.each([
  [0, '0:00'],
  [59.6, '1:00'],
  [754, '12:34'],
  [3725, '1:02:05'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});
