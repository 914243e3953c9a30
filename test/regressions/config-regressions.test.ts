import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { judgeText } from '../fixtures/hostile/judge-text.ts';

const folder = join(import.meta.dirname, 'config');

/** Texts on which the loader once broke its promises; the comment in each says how. */
const texts = readdirSync(folder).map((name): [string, string] => [name, readFileSync(join(folder, name), 'utf8')]);

it.each(texts)('%s ends in issues with a place', (name, text) => {
  const { faults, isValid, rules } = judgeText({ text, format: name.endsWith('.pbtxt') ? 'pbtxt' : 'yaml' });
  expect(faults).toEqual([]);
  expect(isValid).toBe(false);
  expect(rules).not.toEqual([]);
});
