import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli, type Cli } from '../cli/cli-process.ts';

const system = fileURLToPath(new URL('../../../graphs/mindiff/', import.meta.url));
const data = fileURLToPath(new URL('../../../../shared/cases/training/data/', import.meta.url));
const hasAdult = existsSync(join(data, 'adult_train.csv'));

let cli: Cli;
let root: string;

beforeAll(async () => {
  cli = await buildCli();
  root = await mkdtemp(join(tmpdir(), 'millrace-mindiff-'));
});

afterAll(async () => {
  await cli.remove();
  await rm(root, { recursive: true, force: true });
});

/** A copy of the system: it writes beside its graphs. */
async function prepare(name: string): Promise<string> {
  const folder = join(root, name);
  await cp(system, folder, { recursive: true, filter: path => !path.includes('/out') });
  return folder;
}

async function run(folder: string, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await cli.run(['run', ...args], { cwd: folder });
  expect(code, stderr).toBe(0);
}

/** The rows of a CSV file as records. */
async function csv(file: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const [head = '', ...lines] = (await readFile(file, 'utf8')).trim().split('\n');
  const names = head.split(',');
  return lines.map(line => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])));
}

/** The figures of the first and the last row of a sweep. */
async function ends(folder: string): Promise<readonly Readonly<Record<string, number>>[]> {
  const rows = await csv(join(folder, 'sweep.csv'));
  const figures = (row: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, Number(cell)]));
  return [figures(rows[0]), figures(rows.at(-1))];
}

describe('graphs/mindiff', () => {
  it('trains, and exports a graph that answers rows; the same bytes again', async () => {
    const folders = [await prepare('first'), await prepare('second')];
    for (const folder of folders) await run(folder, 'train.yaml', '--set', 'fit.epochs=2');
    const bytes = async (folder: string): Promise<readonly string[]> => {
      const model = join(folder, 'out', 'model');
      const paths = [...(await readdir(model)).map(name => join(model, name)), join(folder, 'out', 'log.jsonl')];
      return Promise.all(paths.map(path => readFile(path, 'base64')));
    };
    const [first = '', second = ''] = folders;
    const written = await bytes(first);
    expect(written.length).toBeGreaterThan(5);
    expect(await bytes(second)).toEqual(written);

    const model = join(first, 'out', 'model');
    const row = { signal: 1, hint: 0.5, proxy: 1, noise: 0 };
    await writeFile(join(model, 'rows.jsonl'), `${JSON.stringify({ ts: 0, value: row })}\n`);
    await run(model, 'serve.yaml', '--input', 'row=rows.jsonl', '--output', 'answer=answers.jsonl');
    const answer = JSON.parse(await readFile(join(model, 'answers.jsonl'), 'utf8')) as {
      value: { output: number[][] };
    };
    expect(answer.value.output[0]?.[0]).toBeGreaterThan(0.3);
    expect(answer.value.output[0]?.[0]).toBeLessThan(0.95);
  });

  it('sweeps over weights and seeds, and draws what the gap costs', async () => {
    const folder = await prepare('sweep');
    const cases = [0, 5].map(weight => ({ penalty: 'mmd', kernel: 'gaussian', weight }));
    const settings = [`.cases=${JSON.stringify(cases)}`, '.seeds=[1,2]', '.epochs=6'];
    await run(folder, 'sweep.yaml', ...settings.flatMap(one => ['--set', one]));
    const out = join(folder, 'out', 'sweep');
    expect((await readdir(out)).sort()).toEqual(['distance.svg', 'gap.svg', 'sweep.csv', 'sweep.md']);
    const [plain, fair] = await ends(out);
    expect(plain?.['runs']).toBe(2);
    expect(fair?.['gap_fallen']).toBeGreaterThan(0.4);
    expect(fair?.['distance']).toBeLessThan(0.6 * (plain?.['distance'] ?? 0));
    expect(fair?.['accuracy_lost']).toBeLessThan(0.03);
    expect(await readFile(join(out, 'gap.svg'), 'utf8')).toMatch(/^<svg [^]*<circle[^]*<\/svg>\n$/);
  });

  it('names an option that the graph of a sweep does not have', async () => {
    const folder = await prepare('wrong');
    const { code, stderr } = await cli.run(['run', 'sweep.yaml', '--set', '.cases=[{"wait":1}]'], { cwd: folder });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/fit\.yaml: the graph has no option "wait"\. Its options: features, target, group,/);
  });

  // The data lies beside the checkout of the project, not in it.
  it.skipIf(!hasAdult)('closes most of the gap on Adult (needs ../shared/cases/training/data)', async () => {
    const folder = await prepare('adult');
    const cases = [0, 1.5].map(weight => ({ penalty: 'mmd', kernel: 'gaussian', weight }));
    const settings = [`.cases=${JSON.stringify(cases)}`, '.seeds=[1]', '.epochs=2'];
    const files = ['train', 'test'].flatMap(part => ['--side', `${part}_file=${join(data, `adult_${part}.csv`)}`]);
    await run(folder, 'sweep-csv.yaml', ...files, ...settings.flatMap(one => ['--set', one]));
    const [plain, fair] = await ends(join(folder, 'out', 'csv-sweep'));
    expect(plain?.['accuracy']).toBeGreaterThan(0.845);
    expect(fair?.['gap_fallen']).toBeGreaterThan(0.35);
    expect(fair?.['accuracy_lost']).toBeLessThan(0.006);
  });
});
