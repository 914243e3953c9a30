import type { AssetLocator } from '../assets/shipped-assets.ts';

const WASM = 'tfjs-backend-wasm-simd.wasm';
// tfjs wants an address for each of its builds; the others are never asked for.
const BUILDS = [WASM, 'tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];

/** Where tfjs finds its WASM program; `undefined` where it must find it by itself. */
export function tfjsWasmPath(assets: AssetLocator): Readonly<Record<string, string>> | undefined {
  const address = assets(WASM);
  return address === undefined ? undefined : Object.fromEntries(BUILDS.map(name => [name, address.href]));
}
