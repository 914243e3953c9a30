import { dirname, join } from 'node:path';
import { type ModelFiles, parseModel } from '../../src/calculators/tensor/index.ts';
import { ModelError } from '../../src/graph/index.ts';
import type { FileAccess } from '../file-access.ts';
import type { ModelCache } from './model-cache.ts';
import type { ModelStore } from './model-store.ts';
import { isSha256, sha256 } from './sha256.ts';

/** What a graph may read models from. */
export interface ModelReaderOptions {
  /** Decides about paths and URLs. */
  readonly files: FileAccess;
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
 * - `path/model.json`, `file:…`: a file that the graph may read; its weights stand beside it.
 * - `model:NAME`: a model of the manifest, shipped or pulled, checked by its SHA-256.
 * - `https://…/model.json#sha256=HEX,HEX`: the checksums of the main file and of its weight files in order. Kept in the
 *   cache. A limited graph may fetch only what its host has named.
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
  if (options.files.isLimited && !options.files.isTrusted(location)) {
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

async function readPath({ files }: ModelReaderOptions, location: string): Promise<ModelFiles> {
  // Beside a file that the host has named, its weights are meant too; elsewhere they are checked like any file, so that
  // a link cannot lead out.
  const read = async (sibling?: string): Promise<Uint8Array<ArrayBuffer>> =>
    files.read(location, sibling).catch((cause: unknown) => {
      throw new ModelError(`model ${location}: ${faultOfFile(sibling ?? location, cause)}`, { cause });
    });
  return parseModel({ name: location, bytes: await read(), readSibling: read });
}

function faultOfFile(file: string, cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (!('syscall' in cause)) return cause.message;
  const isMissing = 'code' in cause && cause.code === 'ENOENT';
  return `${file} ${isMissing ? 'does not exist' : `cannot be read (${cause.message})`}. Check the path.`;
}
