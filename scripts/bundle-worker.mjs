// Bundles the worker program and modules for it from their TypeScript sources, for tests and benchmarks that run from sources.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { sourceUrlPlugin } from './source-url-plugin.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * Bundles the program with modules (paths from the project's folder). They share what they import, so that classes are the
 * same in all of them.
 *
 * @param {string} name of the folder that the bundles are put into
 * @param {readonly string[]} modules
 * @returns {Promise<{ program: URL, modules: URL[] }>}
 */
export async function bundleWorker(name, modules = []) {
  // Inside node_modules, so that bare imports of the bundles resolve as those of the project do.
  const outdir = path.join(root, 'node_modules', '.cache', 'millrace', `worker-${name}`);
  await mkdir(outdir, { recursive: true });
  const entries = ['runtime-node/executor/worker-program.ts', ...modules];
  await build({
    entryPoints: Object.fromEntries(entries.map((entry, i) => [`entry-${i}`, path.join(root, entry)])),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
    plugins: [sourceUrlPlugin],
  });
  const [program, ...rest] = entries.map((_, i) => pathToFileURL(path.join(outdir, `entry-${i}.mjs`)));
  if (program === undefined) throw new Error('bundle-worker: nothing was bundled.');
  return { program, modules: rest };
}
