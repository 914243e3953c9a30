/**
 * The files that the package brings for pages, and where they lie beside it. Each address is written out in full, since
 * that is the form in which bundlers find files and bring them along.
 */
const ADDRESSES = {
  'tfjs-backend-wasm-simd.wasm': () => new URL('../../web/assets/tfjs-backend-wasm-simd.wasm', import.meta.url),
  'litert/litert.js': () => new URL('../../web/assets/litert/litert.js', import.meta.url),
  'litert/litert.wasm': () => new URL('../../web/assets/litert/litert.wasm', import.meta.url),
  'models/manifest.json': () => new URL('../../web/assets/models/manifest.json', import.meta.url),
  'models/segmentation/full/model.json': () =>
    new URL('../../web/assets/models/segmentation/full/model.json', import.meta.url),
  'models/segmentation/full/weights.bin': () =>
    new URL('../../web/assets/models/segmentation/full/weights.bin', import.meta.url),
  'models/segmentation/light/model.json': () =>
    new URL('../../web/assets/models/segmentation/light/model.json', import.meta.url),
  'models/segmentation/light/weights.bin': () =>
    new URL('../../web/assets/models/segmentation/light/weights.bin', import.meta.url),
} as const satisfies Readonly<Record<string, () => URL>>;

/** The names of the files that the package brings for pages. */
export const shippedAssets: readonly string[] = Object.keys(ADDRESSES);

/** Finds the files that the package brings. */
export interface AssetLocator {
  /** The address of a file; `undefined` when the package does not bring it. */
  (name: string): URL | undefined;
}

/**
 * Finds shipped files beside the code, or all of them below `assetBase` where they were copied to (`dist/web/assets` of the
 * package is that folder).
 *
 * @throws TypeError when `assetBase` is no address.
 */
export function locateAssets(assetBase?: string | URL): AssetLocator {
  if (assetBase === undefined) return name => (isShipped(name) ? ADDRESSES[name]() : undefined);
  const base = absolute(assetBase);
  return name => (isShipped(name) ? new URL(name, base) : undefined);
}

function isShipped(name: string): name is keyof typeof ADDRESSES {
  return Object.hasOwn(ADDRESSES, name);
}

/** A folder's address, from the page's own where it is relative, with a final slash. */
function absolute(base: string | URL): URL {
  const text = String(base);
  const page = typeof location === 'undefined' ? undefined : location.href;
  try {
    return new URL(text.endsWith('/') ? text : `${text}/`, page);
  } catch (cause) {
    throw new TypeError(`assetBase: ${JSON.stringify(text)} is no address. Give a URL or a path of this site.`, {
      cause,
    });
  }
}
