// Runs a TypeScript file of the project on a Node that cannot: `node scripts/run-ts.mjs FILE.ts [ARGUMENT…]`.
// The file and what it imports by relative path become modules as the package has them: what is imported later is a chunk of its own,
// so that nothing is wrapped in functions, which makes code slower. Packages stay outside.
import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { sourceUrlPlugin } from './source-url-plugin.mjs';

const [file, ...rest] = process.argv.slice(2);
if (file === undefined) {
  console.error('run-ts: no file given. Usage: node scripts/run-ts.mjs FILE.ts [ARGUMENT…]');
  process.exit(2);
}

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const entry = path.resolve(file);
// Inside node_modules, so that bare imports of the bundle resolve as those of the project do.
const folder = path.join(root, 'node_modules', '.cache', 'millrace');
await mkdir(folder, { recursive: true });
const outdir = path.join(folder, `${path.basename(file, '.ts')}-${process.pid}`);

await build({
  entryPoints: [entry],
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

process.argv = [process.argv[0], entry, ...rest];
process.on('exit', () => {
  rmSync(outdir, { recursive: true, force: true });
});
process.setSourceMapsEnabled(true);
await import(pathToFileURL(path.join(outdir, `${path.basename(file, '.ts')}.mjs`)).href);
