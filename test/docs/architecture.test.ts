import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const page = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');
const laws = [...page.matchAll(/^\| L(\d+) +\| .* \| (\S+) +\|$/gm)].map(match => ({
  number: Number(match[1]),
  test: match[2] ?? '',
}));
const engineFiles = [...page.matchAll(/`([\w-]+(?:\/[\w-]+)*\.ts)`/g)].map(match => match[1] ?? '');

describe('ARCHITECTURE.md', () => {
  it('numbers its laws without gap', () => {
    expect(laws.map(law => law.number)).toEqual(laws.map((_, i) => i + 1));
    expect(laws.length).toBeGreaterThanOrEqual(12);
  });

  it.each(laws)('law L$number names a test that exists: $test', ({ test }) => {
    expect(existsSync(path.join(root, test))).toBe(true);
    expect(readFileSync(path.join(root, test), 'utf8')).toMatch(/\bit(\.each)?[(<]/);
  });

  it('names files that exist', () => {
    const places = ['', 'src/graph', 'src/graph/engine'];
    const missing = engineFiles.filter(file => !places.some(place => existsSync(path.join(root, place, file))));
    expect(missing).toEqual([]);
  });
});
