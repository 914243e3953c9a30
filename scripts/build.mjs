// Builds the package into dist/: `node scripts/build.mjs [--prepare]`.
//   dist/src, dist/runtime-*      the modules and their declarations, as tsc writes them
//   dist/web                      the runtime of pages as one folder to serve: modules with chunks, and assets/ beside them
//   dist/cli/millrace.js          the command line as one small entry with lazily loaded chunks, so that --help is quick
// Everything is written beside and then swapped in, so that a reader of dist/ never sees half a build.
//
// `--prepare` is what `npm ci` runs. It differs in two things: without the development dependencies
// (`npm ci --omit=dev`) it leaves dist/ alone, and broken sources are reported but do not fail the install: whoever
// is to correct them needs the tools installed. A plain `npm run build`, which the checks run, does fail.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const prepare = process.argv.includes('--prepare');

/** Where a development dependency's file lies, or undefined when only the run-time dependencies are installed. */
function find(request) {
  try {
    return require.resolve(request);
  } catch {
    return undefined;
  }
}

/** Prints `text`; ends the build as failed unless it is the one of an install. */
function fail(text) {
  console.error(`build: ${text}`);
  if (!prepare) process.exit(1);
}

const tsc = find('typescript/bin/tsc');
if (tsc === undefined || find('esbuild') === undefined) {
  fail('nothing was built, typescript or esbuild is not installed. Run `npm ci` without --omit=dev.');
  process.exit(0);
}

// In the same folder as dist/, so that the swap is a rename on one file system.
const staging = path.join(root, `.dist-${process.pid}`);
mkdirSync(staging, { recursive: true });
process.on('exit', () => {
  rmSync(staging, { recursive: true, force: true });
});

const compiled = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', staging], {
  cwd: root,
  // What is wrong goes where errors go, also for whoever captures them.
  stdio: ['ignore', 2, 2],
});
if (compiled.status !== 0) fail('tsc reported errors. Correct them and run `npm run build`.');

const cli = path.join(root, 'runtime-node', 'cli', 'millrace.ts');
if (existsSync(cli)) await bundleCli();
else console.error('build: no command line was built, runtime-node/cli/millrace.ts does not exist.');

await bundlePages();

/** Bundles the runtime of pages, packages included, and copies the files that it finds by address. */
async function bundlePages() {
  const { bundleWeb, copyAssets, webEntries } = await import('./web/bundle-web.mjs');
  const folder = path.join(staging, 'web');
  try {
    await bundleWeb(folder, webEntries);
    copyAssets(path.join(folder, 'assets'));
  } catch (error) {
    fail(
      `runtime-web could not be bundled: ${error instanceof Error ? error.message : error}. Correct it and run \`npm run build\`.`,
    );
  }
}

/** Bundles the command line; packages stay outside, each subcommand (`import()`) becomes a chunk of its own. */
async function bundleCli() {
  const { build } = await import('esbuild');
  const folder = path.join(staging, 'cli');
  try {
    await build({
      entryPoints: [cli],
      outdir: folder,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      packages: 'external',
      chunkNames: 'chunks/[name]-[hash]',
      logLevel: 'warning',
    });
  } catch {
    fail('esbuild could not bundle runtime-node/cli/millrace.ts. Correct the errors above and run `npm run build`.');
    return;
  }
  const entry = path.join(folder, 'millrace.js');
  const text = readFileSync(entry, 'utf8');
  if (!text.startsWith('#!')) writeFileSync(entry, `#!/usr/bin/env node\n${text}`);
  chmodSync(entry, 0o755);
}

// `npx millrace` in a clone: npm does not link the root package's own command, so that npx would install the clone into
// its cache first. Windows needs no link and gets none: npm's command shims are not links.
const command = path.join(root, 'node_modules', '.bin', 'millrace');
if (existsSync(path.join(staging, 'cli', 'millrace.js')) && process.platform !== 'win32') {
  rmSync(command, { force: true });
  symlinkSync('../../dist/cli/millrace.js', command);
}

const dist = path.join(root, 'dist');
const old = `${staging}-old`;
if (existsSync(dist)) renameSync(dist, old);
renameSync(staging, dist);
rmSync(old, { recursive: true, force: true });
