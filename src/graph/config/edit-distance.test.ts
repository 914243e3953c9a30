import { distance } from 'fastest-levenshtein';
import { expect, it } from 'vitest';
import { editDistance } from './edit-distance.ts';

const texts = [
  '',
  'a',
  'allow',
  'alow',
  'disallow',
  'wolla',
  'frame',
  'frames',
  'out_frame',
  'outframe',
  'x'.repeat(40),
];

it('counts what must be put in, left out or replaced', () => {
  expect(editDistance('kitten', 'sitting', 99)).toBe(3);
  for (const from of texts) for (const to of texts) expect(editDistance(from, to, 99)).toBe(distance(from, to));
});

it('counts up to a limit', () => {
  for (const from of texts) {
    for (const to of texts) expect(Math.min(editDistance(from, to, 3), 3)).toBe(Math.min(distance(from, to), 3));
  }
});
