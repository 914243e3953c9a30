import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';

/** The folder of the `.wasm` files of the installed tfjs WASM backend, with a final separator. */
export function tfjsWasmPath(): string {
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  return join(dirname(manifest), 'dist') + sep;
}
