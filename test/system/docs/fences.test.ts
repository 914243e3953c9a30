import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadGraphFile } from '../../../runtime-node/index.ts';
import { builtinCalculators } from '../../../src/calculators/index.ts';
import { createRegistry, parsePlainYaml } from '../../../src/graph/index.ts';
import { checkTypeScript } from './check-type-script.ts';
import { fencesOf, pages, root } from './fences.ts';

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-fences-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The graph of a page in a folder with the graph files that it may use as nodes. */
async function checkGraph(text: string): Promise<void> {
  const place = mkdtempSync(path.join(folder, 'graph-'));
  const [, type] = /^type: (\w+)/m.exec(text) ?? [];
  for (const file of readdirSync(path.join(root, 'graphs/background')).filter(one => one.endsWith('.yaml'))) {
    const from = path.join(root, 'graphs/background', file);
    if (type === undefined || !readFileSync(from, 'utf8').includes(`type: ${type}\n`))
      cpSync(from, path.join(place, file));
  }
  writeFileSync(path.join(place, 'page.yaml'), text);
  await loadGraphFile(path.join(place, 'page.yaml'), { registry: createRegistry(builtinCalculators) });
}

it('sees a mistake in a page', () => {
  const pieces = ["import { option } from 'millrace';", "const name: string = option.number({ description: 'x' });"];
  expect(checkTypeScript(pieces)).toEqual([expect.stringContaining('const name: string')]);
});

const checked = new Set(['ts', 'yaml', 'sh']);
const withFences = pages().filter(page => fencesOf(page).some(fence => checked.has(fence.language)));

describe.each(withFences)('%s', page => {
  const of = (language: string) => fencesOf(page).filter(fence => fence.language === language);

  const pieces = of('ts').map(fence => fence.text);
  if (pieces.length > 0) {
    it('shows TypeScript that compiles, all of it as one module', () => {
      expect(checkTypeScript(pieces)).toEqual([]);
    });
  }

  it.each(of('yaml'))('shows valid YAML at line $line, and a valid graph where it is one', async ({ text }) => {
    const value = parsePlainYaml(text, page);
    expect(value).toBeTypeOf('object');
    if (/^node:/m.test(text)) await checkGraph(text);
  });

  it.each(of('sh'))('names commands and files that exist at line $line', ({ text }) => {
    const scripts = [...text.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(match => match[1] ?? '');
    expect(scripts.filter(name => manifest.scripts[name] === undefined)).toEqual([]);
    const graphs = [...text.matchAll(/\b(graphs\/[\w./-]+\.yaml)/g)].map(match => match[1] ?? '');
    // What a graph writes lies in out/, once it has run.
    const shipped = graphs.filter(file => !file.includes('/out/'));
    expect(shipped.filter(file => !existsSync(path.join(root, file)))).toEqual([]);
  });
});
