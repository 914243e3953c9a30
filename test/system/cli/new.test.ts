import { spawnSync } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCli, type Cli } from './cli-process.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
// Inside the repository, so that the new tests find vitest.
const folder = join(root, 'out', `new-${process.pid}`);
let cli: Cli;

beforeAll(async () => {
  cli = await buildCli();
  await mkdir(folder, { recursive: true });
});

afterAll(async () => {
  await cli.remove();
  await rm(folder, { recursive: true, force: true });
});

it('starts calculators and graphs whose tests pass', async () => {
  expect(await cli.run(['new', 'calculator', 'HandFilterCalculator'], { cwd: folder })).toMatchObject({
    code: 0,
    stdout: 'hand-filter.ts\nhand-filter.test.ts\n',
  });
  expect(await cli.run(['new', 'graph', 'pair', '--dir', 'graphs/pairs'], { cwd: folder })).toMatchObject({
    code: 0,
    stdout: 'graphs/pairs/pair.yaml\ngraphs/pairs/pair.test.ts\n',
  });
  const again = await cli.run(['new', 'calculator', 'hand-filter'], { cwd: folder });
  expect(again).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('hand-filter.ts exists already. Choose another name or --dir.'),
  });
  expect(await cli.run(['new', 'graph', '../x'], { cwd: folder })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is no name'),
  });

  // The package's names stand for its sources: nothing needs to be built.
  const alias = {
    'millrace/calculators': join(root, 'src/calculators/index.ts'),
    'millrace/testing': join(root, 'src/graph/testing/index.ts'),
    'millrace/node': join(root, 'runtime-node/index.ts'),
    millrace: join(root, 'src/graph/index.ts'),
  };
  const config = { root: folder, resolve: { alias }, test: { include: ['**/*.test.ts'] } };
  await writeFile(join(folder, 'vitest.config.mjs'), `export default ${JSON.stringify(config)};\n`);
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const run = spawnSync(
    process.execPath,
    [vitest, 'run', '--root', folder, '--config', join(folder, 'vitest.config.mjs')],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, VITEST: '', CI: '1', NO_COLOR: '1', FORCE_COLOR: '0' },
    },
  );
  expect(`${run.stdout}${run.stderr}`).toMatch(/Test Files\s+2 passed/);
  expect(run.status).toBe(0);
  // Vitest may leave a cache in node_modules.
  const files = (await readdir(folder)).filter(name => name !== 'node_modules');
  expect(files.sort()).toEqual(['graphs', 'hand-filter.test.ts', 'hand-filter.ts', 'vitest.config.mjs']);
});
