import { readFile, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ModelFiles, parseModel } from '../../src/calculators/tensor/index.ts';
import { ModelError } from '../../src/graph/index.ts';
import type { ModelCache } from './model-cache.ts';
import type { ModelStore } from './model-store.ts';
import { isSha256, sha256 } from './sha256.ts';

/** What a graph may read models from. */
export interface ModelReaderOptions {
  /** Relative paths start here: the folder of the graph file. */
  readonly base: string;
  /** Paths must lie in one of these folders, links resolved. Default: `base` alone. */
  readonly roots?: readonly string[] | undefined;
  /** Locations that the host itself has given, such as side packets: allowed wherever they point. */
  readonly trusted?: ReadonlySet<string> | undefined;
  /** URLs may come without a checksum. Default false. */
  readonly allowUnverifiedUrls?: boolean | undefined;
  readonly cache: ModelCache;
  /** Resolves `model:NAME`. */
  readonly store: ModelStore;
}

/** Reads models. */
export type ModelReader = (location: string, log: (message: string) => void) => Promise<ModelFiles>;

/**
 * Makes the function that reads models by location:
 *
 * - `path/model.json`, `file:…`: a file below one of the roots, or one the host has named.
 * - `model:NAME`: a model of the manifest, shipped or pulled, checked by its SHA-256.
 * - `https://…/model.json#sha256=HEX,HEX`: the checksums of the main file and of its weight files in order. Kept in the
 *   cache. Only when the host has named it or no graph file is involved.
 *
 * @throws ModelError (from the function) for what is missing, damaged or not allowed.
 */
export function createModelReader(options: ModelReaderOptions): ModelReader {
  return async (location, log) => {
    if (location.includes('\0'))
      throw new ModelError(`model ${JSON.stringify(location)}: has a NUL character. Give a plain path.`);
    if (location.startsWith('model:')) return readNamed(options, location);
    if (/^https?:/i.test(location)) return readUrl(options, location, log);
    return readPath(options, location);
  };
}

async function readNamed({ store }: ModelReaderOptions, location: string): Promise<ModelFiles> {
  const model = store.find(location.slice('model:'.length));
  const [main] = model.files;
  if (main === undefined) throw new ModelError(`${location}: has no files. Repair the manifest.`);
  return parseModel({
    name: location,
    bytes: await store.read(main),
    readSibling: path => {
      const file = model.files.find(one => one.path === join(dirname(main.path), path));
      if (file === undefined)
        throw new ModelError(`${location}: its weight file ${path} is not in the manifest. Add it.`);
      return store.read(file);
    },
  });
}

async function readUrl(
  options: ModelReaderOptions,
  location: string,
  log: (message: string) => void,
): Promise<ModelFiles> {
  if (options.trusted?.has(location) !== true) {
    throw new ModelError(
      `model ${location}: a graph file may not open connections. Give the address as a side packet instead.`,
    );
  }
  const [address = '', fragment = ''] = location.split('#', 2);
  const hashes = fragment.startsWith('sha256=') ? fragment.slice('sha256='.length).toLowerCase().split(',') : [];
  const wrong = hashes.find(hash => !isSha256(hash));
  if (wrong !== undefined) throw new ModelError(`model ${address}: the checksum "${wrong}" is not 64 hex digits.`);
  const queue = [...hashes];
  const seen: string[] = [];
  const read = async (url: string): Promise<Uint8Array<ArrayBuffer>> => {
    const hash = queue.shift();
    if (hash === undefined && options.allowUnverifiedUrls !== true) {
      throw new ModelError(
        `model ${address}: ${hashes.length === 0 ? 'a URL needs a checksum' : `there is no checksum for ${url}`}. Add #sha256=HEX, then one HEX per weight file in order, or allow unverified URLs.`,
      );
    }
    const bytes = await options.cache.fetch({ url, sha256: hash }, log);
    seen.push(sha256(bytes));
    return bytes;
  };
  const files = await parseModel({
    name: address,
    bytes: await read(address),
    readSibling: path => read(new URL(path, address).href),
  });
  if (hashes.length < seen.length)
    log(`model ${address}: nothing vouches for its content; pin it as ${address}#sha256=${seen.join(',')}`);
  return files;
}

async function readPath(options: ModelReaderOptions, location: string): Promise<ModelFiles> {
  const path = location.startsWith('file:') ? fileURLToPath(location) : location;
  const absolute = isAbsolute(path) ? path : resolve(options.base, path);
  const trusted = options.trusted?.has(location) === true;
  const roots = await Promise.all(
    (options.roots ?? [options.base]).map(root => realpath(root).catch(() => resolve(root))),
  );
  // Links are resolved when a file is opened, so a link inside a root cannot lead out of it.
  const open = async (file: string, allowed: readonly string[]): Promise<Uint8Array<ArrayBuffer>> => {
    const real = await realpath(file).catch((cause: unknown) => {
      throw new ModelError(`model ${location}: ${file} does not exist. Check the path.`, { cause });
    });
    if (!allowed.some(root => real === root || real.startsWith(root.endsWith(sep) ? root : root + sep))) {
      throw new ModelError(
        `model ${location}: lies outside the folders that the graph may read (${allowed.join(', ')}). Move it there, or give its path as a side packet.`,
      );
    }
    return new Uint8Array(await readFile(real)).slice();
  };
  const folder = dirname(absolute);
  const allowed = trusted ? [await realpath(folder).catch(() => folder), ...roots] : roots;
  const main = await (trusted ? readTrusted(location, absolute) : open(absolute, allowed));
  return parseModel({ name: location, bytes: main, readSibling: sibling => open(join(folder, sibling), allowed) });
}

/** A file that the host has named, wherever it is and whatever it links to. */
async function readTrusted(location: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new ModelError(
      `model ${location}: ${path} cannot be read (${cause instanceof Error ? cause.message : String(cause)}).`,
      { cause },
    );
  });
  return new Uint8Array(bytes);
}
