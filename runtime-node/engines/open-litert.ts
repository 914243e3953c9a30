import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import type { LitertFactory, LitertModule } from '../../src/calculators/tensor/index.ts';

const NAME = 'litert_wasm_compat_internal';

/**
 * Opens LiteRT's WebAssembly in Node, from the optional package `@litertjs/core`. Its loader is a CommonJS file in a package
 * of ES modules, which Node would not run as one: so it is compiled here, with the five names that such files expect, and
 * touches no global.
 */
export async function openLitert(log: Pick<Parameters<LitertFactory>[0], 'print' | 'printErr'>): Promise<LitertModule> {
  const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('@litertjs/core')), '..', 'wasm');
  const file = path.join(folder, `${NAME}.js`);
  const text = await readFile(file, 'utf8');
  const names = ['module', 'exports', 'require', '__dirname', '__filename'];
  const run = compileFunction(text, names, { filename: file }) as (...values: unknown[]) => void;
  const module: { exports: unknown } = { exports: {} };
  run(module, module.exports, createRequire(file), folder, file);
  if (typeof module.exports !== 'function')
    throw new TypeError(`${file} has no factory. Install @litertjs/core 2.5.3.`);
  const factory = module.exports as LitertFactory;
  return factory({ ...log, wasmBinary: await readFile(path.join(folder, `${NAME}.wasm`)) });
}
