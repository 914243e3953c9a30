import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli, type Cli } from '../cli/cli-process.ts';

const adult = fileURLToPath(new URL('../../../../shared/cases/training/data/adult_train.csv', import.meta.url));
const system = fileURLToPath(new URL('../../../graphs/dvrl/', import.meta.url));

let cli: Cli;
let root: string;

beforeAll(async () => {
  cli = await buildCli();
  root = await mkdtemp(join(tmpdir(), 'millrace-dvrl-'));
});

afterAll(async () => {
  await cli.remove();
  await rm(root, { recursive: true, force: true });
});

/** A run of a graph in a copy of the system: the bytes of each file that it leaves in its folder of `out`. */
async function run(
  name: string,
  graph: string,
  out: string,
  settings: readonly string[],
  sides: readonly string[] = [],
) {
  const folder = join(root, name);
  await cp(system, folder, { recursive: true, filter: path => !path.includes('/out') });
  const set = settings.flatMap(one => ['--set', one]);
  const side = sides.flatMap(one => ['--side', one]);
  const { code, stderr } = await cli.run(['run', graph, ...set, ...side], { cwd: folder });
  expect(code, stderr).toBe(0);
  const files = join(folder, 'out', out);
  const names = (await readdir(files)).sort();
  const texts = await Promise.all(names.map(file => readFile(join(files, file), 'utf8')));
  return new Map(names.map((file, i) => [file, texts[i] ?? '']));
}

/** Cells of a CSV text by its header. */
function rowsOf(text = ''): readonly Readonly<Record<string, string>>[] {
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.split(',');
  return lines.map(line => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])));
}

describe('graphs/dvrl', () => {
  it('values rows in every way, finds corrupted ones, and draws the curves; the same bytes again', async () => {
    const settings = ['.iterations=15', 'trial.counts=[120,80,400]', 'trial.permutations=1', 'trial.hidden=8'];
    const files = await run('corrupted', 'corrupted.yaml', 'corrupted', settings);
    expect([...files.keys()]).toEqual([
      'discovery.csv',
      'discovery.svg',
      'learning.csv',
      'without-highest.svg',
      'without-lowest.svg',
    ]);
    const curves = rowsOf(files.get('discovery.csv'));
    const methods = ['dvrl', 'difference', 'loo', 'shapley', 'knn', 'random', 'perfect order'];
    expect([...new Set(curves.map(row => row['method']))]).toEqual(methods);
    const found = (method: string): number =>
      Number(curves.find(row => row['method'] === method && row['inspected'] === '0.4')?.['found']);
    for (const method of ['difference', 'knn']) expect(found(method), method).toBeGreaterThan(0.65);
    expect(found('perfect order')).toBe(1);
    expect(files.get('discovery.svg')?.match(/<g /g)).toHaveLength(methods.length);
    expect(await run('again', 'corrupted.yaml', 'corrupted', settings)).toEqual(files);
  });

  it('studies shares of noise over seeds, beside trainings that need no valuation', async () => {
    const settings = ['.rates=[0.2]', '.seeds=[1,2]', '.iterations=5', '.counts=[100,60,300]', '.permutations=1'];
    const rows = rowsOf((await run('study', 'study.yaml', 'study', settings)).get('study.csv'));
    const names = [
      'dvrl',
      'difference',
      'loo',
      'shapley',
      'knn',
      'random',
      'all_rows',
      'validation_rows',
      'clean_labels',
    ];
    expect(rows.map(row => row['method'])).toEqual(names);
    for (const row of rows) {
      expect(row['runs']).toBe('2');
      expect(Number(row['learning']), row['method']).toBeGreaterThan(0.55);
    }
    expect(rows.at(-1)?.['found_20']).toBe('');
  });

  it('adapts to a domain of which it knows a few rows', async () => {
    const settings = [
      '.seeds=[1]',
      '.iterations=5',
      '.source_counts=[150,0]',
      '.target_counts=[60,500]',
      '.permutations=1',
    ];
    const text = (await run('adaptation', 'adaptation.yaml', 'adaptation', settings)).get('adaptation.md') ?? '';
    const accuracy = (method: string): number =>
      Number(new RegExp(String.raw`\| ${method} +\| +([\d.]+)`).exec(text)?.[1]);
    // Who knows the domain does not need the other one.
    expect(accuracy('validation_rows')).toBeGreaterThan(accuracy('all_rows'));
    expect(accuracy('difference')).toBeGreaterThan(accuracy('random'));
  });

  // The data lies beside the checkout of the project, not in it.
  it.skipIf(!existsSync(adult))('finds changed labels of Adult (needs ../shared/cases/training/data)', async () => {
    const settings = ['.rates=[0.2]', '.seeds=[1]', '.iterations=300', '.permutations=1'];
    const rows = rowsOf(
      (await run('adult', 'study-csv.yaml', 'study-csv', settings, [`file=${adult}`])).get('study.csv'),
    );
    const figure = (method: string, name: string): number => Number(rows.find(row => row['method'] === method)?.[name]);
    expect(figure('dvrl', 'found_20')).toBeGreaterThan(0.65);
    expect(figure('dvrl', 'found_40')).toBeGreaterThan(0.85);
    expect(figure('dvrl', 'found_20')).toBeGreaterThan(figure('loo', 'found_20') + 0.15);
    expect(figure('dvrl', 'learning')).toBeGreaterThan(figure('all_rows', 'learning'));
  });
});
