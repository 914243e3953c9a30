import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { configRules } from '../../src/graph/index.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

it('docs/errors.md has a section for every rule that a graph file can break, and no other', () => {
  const [graphFiles = ''] = read('docs/errors.md').split('## In a run');
  const sections = [...graphFiles.matchAll(/^#### `([a-z-]+)`\n\n(.+)/gm)];
  expect(sections.map(match => match[1])).toEqual([...configRules]);
  for (const [, rule, text = ''] of sections) expect(text.length, rule).toBeGreaterThan(20);
});

it('names no rule that nothing reports', () => {
  const folders = ['src/graph/config', 'runtime-node'];
  const sources = folders.flatMap(folder =>
    readdirSync(path.join(root, folder))
      .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map(file => read(path.join(folder, file))),
  );
  const text = sources.join('\n');
  expect(configRules.filter(rule => !text.includes(`'${rule}'`))).toEqual([]);
});
