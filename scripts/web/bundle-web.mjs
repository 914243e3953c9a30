// Bundles runtime-web for pages that have no bundler: ES modules with lazily loaded chunks, everything in one folder that
// can be served as it is.
//   FOLDER/millrace.js, …         the entries, and chunks beside them
//   FOLDER/assets/                models and the .wasm of tfjs and LiteRT, found by `new URL('./assets/…', import.meta.url)`
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const require = createRequire(import.meta.url);

/** The entries of the package's own bundle. */
export const webEntries = {
  millrace: path.join(root, 'runtime-web', 'index.ts'),
  'millrace-element': path.join(root, 'runtime-web', 'element.ts'),
  'millrace-training': path.join(root, 'runtime-web', 'training.ts'),
  'millrace-worker': path.join(root, 'runtime-web', 'worker', 'millrace-worker.ts'),
};

/**
 * esbuild puts a module into every chunk's reach that a barrel on the way names, used or not. Inside the bundle the barrel
 * of the engine goes without its parsers, which `parse-text` imports by file.
 */
const leanBarrel = {
  name: 'lean-barrel',
  setup(context) {
    context.onLoad({ filter: /src[\\/]graph[\\/]index\.ts$/ }, async args => {
      const text = await readFile(args.path, 'utf8');
      const kept = text
        .split(/(?<=;)\n/)
        .filter(statement => !/from '\.\/(config\/(parse-graph|write-graph|graph-schema)|observe\/)/.test(statement));
      return { contents: kept.join('\n'), loader: 'ts' };
    });
  },
};

/** In the bundle assets and the worker lie beside the code. */
const assetsBeside = {
  name: 'assets-beside',
  setup(context) {
    context.onLoad({ filter: /(shipped-assets|start-worker)\.ts$/ }, async args => ({
      contents: (await readFile(args.path, 'utf8')).replaceAll("'../../web/", "'./"),
      loader: 'ts',
    }));
  },
};

/**
 * Writes the bundle.
 *
 * @param {string} outdir
 * @param {Record<string, string>} entries - module files by the name of the file that each becomes.
 * @param {{ minify?: boolean }} [options]
 * @returns the result of esbuild, with its metafile.
 */
export async function bundleWeb(outdir, entries, { minify = true } = {}) {
  const result = await build({
    entryPoints: entries,
    outdir,
    bundle: true,
    splitting: true,
    minify,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // Flat: addresses relative to a module are relative to the folder.
    chunkNames: 'chunk-[name]-[hash]',
    absWorkingDir: root,
    logLevel: 'warning',
    metafile: true,
    legalComments: 'none',
    plugins: [leanBarrel, assetsBeside],
  });
  return result;
}

/** Copies the files that the code finds by address into a folder. */
export function copyAssets(folder) {
  mkdirSync(path.join(folder, 'models'), { recursive: true });
  const tfjs = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  const wasm = 'tfjs-backend-wasm-simd.wasm';
  cpSync(path.join(tfjs, 'dist', wasm), path.join(folder, wasm));
  copyLitert(path.join(folder, 'litert'));
  cpSync(path.join(root, 'models', 'manifest.json'), path.join(folder, 'models', 'manifest.json'));
  for (const file of shippedModels()) cpSync(path.join(root, 'models', file), path.join(folder, 'models', file));
}

/**
 * The build of LiteRT that runs on every browser with SIMD. Its loader declares a global, which a module worker cannot load
 * as a script: as a module it exports the same.
 */
function copyLitert(folder) {
  mkdirSync(folder, { recursive: true });
  const litert = path.join(
    path.dirname(require.resolve('@litertjs/core')),
    '..',
    'wasm',
    'litert_wasm_compat_internal',
  );
  cpSync(`${litert}.wasm`, path.join(folder, 'litert.wasm'));
  writeFileSync(
    path.join(folder, 'litert.js'),
    `${readFileSync(`${litert}.js`, 'utf8')}\nexport default ModuleFactory;\n`,
  );
}

/** The files of the models that ship and that tfjs reads. */
function shippedModels() {
  const { models } = JSON.parse(readFileSync(path.join(root, 'models', 'manifest.json'), 'utf8'));
  return models
    .flatMap(model => model.files)
    .filter(file => file.url === undefined && !file.path.endsWith('.onnx'))
    .map(file => file.path);
}
