import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

it('docs/errors.md names every rule that a graph file can break, and no other', () => {
  const folder = 'src/graph/config';
  const sources = readdirSync(path.join(root, folder)).map(file => read(path.join(folder, file)));
  const rules = sources.flatMap(text => [...text.matchAll(/rule: '([a-z-]+)'/g)].map(match => match[1]));
  const [graphFiles = ''] = read('docs/errors.md').split('## In a run');
  const rows = graphFiles.split('\n').filter(line => line.startsWith('| `'));
  const named = rows.flatMap(line => [...(line.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)].map(match => match[1]));
  expect([...new Set(named)].sort()).toEqual([...new Set(rules)].sort());
});
