import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ModelError } from '../../src/graph/index.ts';
import type { ModelCache } from './model-cache.ts';
import type { ManifestFile, ManifestModel, ModelManifest } from './model-manifest.ts';
import { sha256 } from './sha256.ts';

/** How a listed model stands on this machine. */
export interface ModelStatus {
  readonly model: ManifestModel;
  /** `shipped`: beside the manifest; `cached`: pulled; `partial`: some files are missing; `absent`; `damaged`: a shipped file has the wrong content. */
  readonly state: 'shipped' | 'cached' | 'partial' | 'absent' | 'damaged';
  /** The sum of its files. */
  readonly bytes: number;
}

/** How {@link ModelStore.pull} gets files. */
export interface PullOptions {
  /** A folder that holds the files already, by their file names: nothing is fetched. */
  readonly from?: string | undefined;
  /** Is told how many bytes of a file are there. */
  readonly onProgress?: ((file: ManifestFile, received: number) => void) | undefined;
}

/** The models of a manifest, and what of them is on this machine. */
export interface ModelStore {
  readonly manifest: ModelManifest;
  /** @throws ModelError that names the known ones. */
  find(name: string): ManifestModel;
  /** Reads one file, checked; fetches it when it is not here. @throws ModelError */
  read(file: ManifestFile, options?: PullOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Brings all files of a model here, checked. */
  pull(name: string, options?: PullOptions): Promise<void>;
  /** Checks every byte that is here. Fetches nothing. */
  status(model: ManifestModel): Promise<ModelStatus>;
}

/** Joins a manifest and a cache. */
export function createModelStore(
  manifest: ModelManifest,
  cache: ModelCache,
  log: (message: string) => void = () => undefined,
): ModelStore {
  const shipped = async (file: ManifestFile): Promise<Uint8Array<ArrayBuffer> | undefined> =>
    file.url === undefined ? readOrNone(join(manifest.folder, file.path)) : undefined;

  const read: ModelStore['read'] = async (file, options = {}) => {
    const local = await shipped(file);
    if (local !== undefined) return checked(join(manifest.folder, file.path), local, file);
    const kept = await cache.get(file.sha256);
    if (kept !== undefined) return kept;
    if (options.from !== undefined) {
      const path = join(options.from, basename(file.path));
      const bytes = await readOrNone(path);
      if (bytes === undefined)
        throw new ModelError(`${path}: is missing. Put ${basename(file.path)} there, or pull without a folder.`);
      await cache.put(checked(path, bytes, file));
      return bytes;
    }
    if (file.url === undefined)
      throw new ModelError(`${join(manifest.folder, file.path)}: is missing. Install the package again.`);
    const { url, sha256: hash, bytes } = file;
    return cache.fetch({ url, sha256: hash, bytes, onProgress: received => options.onProgress?.(file, received) }, log);
  };

  return {
    manifest,
    find(name) {
      const found = manifest.models.find(one => one.name === name);
      if (found !== undefined) return found;
      const names = manifest.models.map(one => one.name).join(', ');
      throw new ModelError(
        `model:${name}: there is no such model. ${names === '' ? 'The manifest lists none.' : `Models: ${names}.`}`,
      );
    },
    read,
    async pull(name, options) {
      for (const file of this.find(name).files) await read(file, options);
    },
    async status(model) {
      let here = 0;
      let damaged = false;
      for (const file of model.files) {
        const local = await shipped(file);
        if (local !== undefined && sha256(local) !== file.sha256) damaged = true;
        else if (local !== undefined || (await cache.get(file.sha256)) !== undefined) here += 1;
      }
      const whole = model.files.every(file => file.url === undefined) ? 'shipped' : 'cached';
      const state = damaged ? 'damaged' : here === model.files.length ? whole : here > 0 ? 'partial' : 'absent';
      return { model, state, bytes: model.files.reduce((sum, file) => sum + file.bytes, 0) };
    },
  };
}

async function readOrNone(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return readFile(path).then(
    bytes => new Uint8Array(bytes),
    () => undefined,
  );
}

function checked(where: string, bytes: Uint8Array<ArrayBuffer>, file: ManifestFile): Uint8Array<ArrayBuffer> {
  const actual = sha256(bytes);
  if (actual === file.sha256) return bytes;
  throw new ModelError(
    `${where}: its SHA-256 is ${actual}, the manifest says ${file.sha256}. It is damaged or of another version: it is not used.`,
  );
}
