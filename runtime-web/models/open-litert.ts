import type { LitertFactory, LitertModule } from '../../src/calculators/tensor/index.ts';
import { ModelError } from '../../src/graph/index.ts';
import type { AssetLocator } from '../assets/shipped-assets.ts';

/**
 * Opens LiteRT's WebAssembly in a page or a module worker, from the package's own assets: nothing is loaded before the
 * first `.tflite` model, and no other site is asked.
 */
export async function openLitert(
  assets: AssetLocator,
  log: Pick<Parameters<LitertFactory>[0], 'print' | 'printErr'>,
): Promise<LitertModule> {
  const [script, wasm] = [assets('litert/litert.js'), assets('litert/litert.wasm')];
  if (script === undefined || wasm === undefined) throw new ModelError('LiteRT: it is not among the assets.');
  // By its address: bundlers leave the file as it is.
  const module: unknown = await import(/* @vite-ignore */ script.href);
  if (!isFactory(module)) throw new ModelError(`LiteRT: ${script.href} is another file. Serve dist/web/assets.`);
  return module.default({ ...log, locateFile: () => wasm.href });
}

function isFactory(module: unknown): module is { readonly default: LitertFactory } {
  return typeof module === 'object' && module !== null && 'default' in module && typeof module.default === 'function';
}
