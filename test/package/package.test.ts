import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, inChromium, launchChromium } from '../browser/chromium.ts';
import { buildPage, bundleSize, type PageConsumer, runPage } from './page-consumers.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const bin = (name: string): string => path.join(root, 'node_modules', '.bin', name);

interface Manifest {
  readonly name: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

let folder: string;
let tarball: string;
/** The package as it lies in the consumer's node_modules. */
let installed: string;
let manifest: Manifest;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'millrace-package-'));
  await run(process.execPath, ['scripts/build.mjs'], { cwd: root });
  const packed = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  expect(packed.stdout).toContain('.tgz');
  const name = (await readdir(folder)).find(file => file.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm pack: wrote no tarball into ${folder}.`);
  tarball = path.join(folder, name);
  await run('tar', ['-xzf', tarball, '-C', folder]);

  // The consumer's folder as an install without optional dependencies and without scripts leaves it. Only the
  // declared dependencies are linked in, so that an import of an undeclared one fails here as it would for a stranger;
  // a real `npm install` would need the registry.
  const modules = path.join(folder, 'consumer', 'node_modules');
  installed = path.join(modules, 'millrace');
  await mkdir(modules, { recursive: true });
  await cp(path.join(folder, 'package'), installed, { recursive: true });
  await writeFile(path.join(folder, 'consumer', 'package.json'), JSON.stringify({ type: 'module', private: true }));
  manifest = JSON.parse(await readFile(path.join(installed, 'package.json'), 'utf8')) as Manifest;
  for (const dependency of Object.keys(manifest.dependencies)) {
    const link = path.join(modules, dependency);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(path.join(root, 'node_modules', dependency), link, 'dir');
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const consumer = (): string => path.join(folder, 'consumer');

/** Runs a module in a bare Node in the consumer's folder. */
async function inConsumer(code: string, flags: readonly string[] = []): Promise<string> {
  const { stdout } = await run(process.execPath, [...flags, '--input-type=module', '-e', code], { cwd: consumer() });
  return stdout.trim();
}

describe('the packed package', () => {
  test('contains no tests, no sources and no machine paths', async () => {
    const files = (await readdir(installed, { recursive: true })).map(file => file.split(path.sep).join('/'));
    expect(
      files.filter(file => /\.test\.|(^|\/)node_modules\/|^(dist\/)?(test|scripts|training|bench)\//.test(file)),
    ).toEqual([]);
    expect(files.filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'NOTICE', 'README.md', 'package.json']));
    for (const file of files.filter(name => /\.(js|d\.ts|json)$/.test(name))) {
      const text = await readFile(path.join(installed, file), 'utf8');
      expect(text.includes(root), `${file} names the folder it was built in`).toBe(false);
    }
  });

  test('has every file that its manifest names', async () => {
    const files = new Set(
      (await readdir(installed, { recursive: true })).map(file => `./${file.split(path.sep).join('/')}`),
    );
    const named = Object.values(manifest.exports).flatMap(entry =>
      typeof entry === 'string' ? [entry] : [entry.types, entry.default],
    );
    // `./dist/web/assets/*` names every file of a folder.
    const isThere = (file: string) =>
      file.endsWith('*') ? [...files].some(one => one.startsWith(file.slice(0, -1))) : files.has(file);
    expect([...named, ...Object.values(manifest.bin)].filter(file => !isThere(file))).toEqual([]);
  });

  test('the program of a worker says that it is one when it is imported', async () => {
    await expect(inConsumer(`await import('${manifest.name}/node/worker')`)).rejects.toThrow(
      'worker-program: runs only as a worker of a pool.',
    );
  });

  test('every code subpath imports in a bare Node and exports something', async () => {
    const subpaths = Object.entries(manifest.exports).filter(
      ([subpath, entry]) => typeof entry !== 'string' && subpath !== './node/worker',
    );
    expect(subpaths.length).toBeGreaterThan(0);
    for (const [subpath] of subpaths) {
      const specifier = path.posix.join(manifest.name, subpath);
      const names = JSON.parse(
        await inConsumer(`console.log(JSON.stringify(Object.keys(await import('${specifier}'))))`),
      ) as string[];
      expect(names.length, specifier).toBeGreaterThan(0);
      expect(names, `${specifier} has a default export`).not.toContain('default');
    }
  });

  test('a graph file is read, checked and run where code generation from strings is forbidden', async () => {
    const flag = '--disallow-code-generation-from-strings';
    const program = `
      import { createGraph, createRegistry, parseGraph, planGraph } from '${manifest.name}';
      import { builtinCalculators } from '${manifest.name}/calculators';
      const text = '{output_stream: out, input_side_packet: n, node: {calculator: CountingSourceCalculator, output_stream: out, input_side_packet: "MAX_COUNT:n"}}';
      const graph = createGraph(planGraph(parseGraph(text), { registry: createRegistry(builtinCalculators) }));
      let sum = 0;
      graph.observe('out', packet => { sum += packet.value; });
      await graph.run({ sidePackets: { n: 3 } });
      console.log(sum);`;
    expect(await inConsumer(program, [flag])).toBe('3');
  });

  test('the command line starts', async () => {
    const command = manifest.bin['millrace'];
    if (command === undefined) throw new Error('package.json: names no bin "millrace".');
    const { stdout } = await run(process.execPath, [path.join(installed, command), '--help'], { cwd: consumer() });
    expect(stdout).toContain('millrace');
  });

  test('publint finds nothing', async () => {
    const { stdout } = await run(bin('publint'), ['run', tarball, '--strict'], { cwd: root });
    expect(stdout).toContain('All good');
  });

  test('every subpath has types that resolve for ESM consumers', async () => {
    const { stdout } = await run(bin('attw'), [tarball, '--profile', 'esm-only', '--format', 'json'], { cwd: root });
    const report = JSON.parse(stdout) as {
      analysis: { problems: readonly { readonly kind: string; readonly resolutionKind?: string }[] };
    };
    // What the profile leaves out: resolution without `exports` (node10) and `require` of an ES module (node16-cjs).
    const left = ['node10', 'node16-cjs'];
    const problems = report.analysis.problems.filter(problem => !left.includes(problem.resolutionKind ?? ''));
    expect(problems).toEqual([]);
  });
});

describe('in pages', () => {
  beforeAll(async () => {
    const blur = path.join(installed, 'graphs/background/blur.yaml');
    const cli = path.join(installed, manifest.bin['millrace'] ?? '');
    for (const args of [
      ['-o', 'blur.js'],
      ['-o', 'plain.js', '--plain'],
    ]) {
      await run(process.execPath, [cli, 'compile', blur, ...args], { cwd: consumer() });
    }
  });

  test('the engine with one simple graph has at most 60 kB', async () => {
    const engine = `
      import { createGraph, createRegistry, planGraph } from 'millrace';
      import { coreCalculators } from 'millrace/calculators/core';
      const config = { input_stream: 'in', output_stream: 'out', node: { calculator: 'PassThroughCalculator', input_stream: 'in', output_stream: 'out' } };
      globalThis.graph = createGraph(planGraph(config, { registry: createRegistry(coreCalculators) }));`;
    const page = `
      import { createGraph, sinks, sources } from 'millrace/web';
      import { graph } from './blur.js';
      globalThis.run = element => createGraph(graph, { input: sources.camera(), output: sinks.canvas(element) });`;
    const sizes = { engine: await bundleSize(engine, consumer()), blur: await bundleSize(page, consumer()) };
    // Recorded in the log of the run.
    console.log(`bundle sizes, gzip: ${JSON.stringify(sizes)}`);
    expect(sizes.engine.entry).toBeLessThanOrEqual(60_000);
    // Four areas of calculators and the checks of the options of 13; without kernels and tfjs, which come with the first
    // picture and the first model.
    expect(sizes.blur.entry).toBeLessThanOrEqual(165_000);
    expect(await readFile(path.join(consumer(), 'blur.js'), 'utf8')).toMatch(
      /GateCalculator: \{ made: "[^"]+", check: \w+ \}/,
    );
  });

  test.skipIf(chromiumPath === undefined).for<[PageConsumer, boolean]>([
    ['plain', false],
    ['plain', true],
    ['esbuild', false],
    ['vite', false],
    ['vite', true],
  ])(
    inChromium('a page made with %s blurs the camera, offline and under a strict policy (in a worker: %s)'),
    async ([kind, worker]) => {
      const files = await buildPage(kind, consumer(), worker);
      const browser = await launchChromium(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
      try {
        expect(await runPage(browser, files)).toEqual({ size: [320, 240], thread: worker ? 'worker' : 'page' });
      } finally {
        await browser.close();
      }
    },
  );
});
