import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ModelError } from '../../src/graph/index.ts';
import { type DownloadRequest, download } from './download.ts';
import { sha256 } from './sha256.ts';

/** Files on disk by their checksum: whatever comes out of it has the content that was asked for. */
export interface ModelCache {
  readonly folder: string;
  /** The file with this SHA-256, `undefined` if there is none. A damaged entry is removed, not returned. */
  get(hash: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Keeps bytes under their SHA-256, which is returned. */
  put(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  /**
   * {@link ModelCache.get}, else a download, resumed if one was broken before. Without a checksum nothing is kept. When
   * the folder cannot be written, the download stays in memory.
   */
  fetch(request: Omit<DownloadRequest, 'partial'>, log: (message: string) => void): Promise<Uint8Array<ArrayBuffer>>;
}

/** Where models are kept unless the host says otherwise: `$MILLRACE_CACHE`, else the user's cache folder. */
export function defaultCacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return env['MILLRACE_CACHE'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'millrace', 'models');
}

/** Opens a cache. The folder is made when something is kept. With `offline`, a missing file is a ModelError. */
export function createModelCache(folder: string, options: { readonly offline?: boolean } = {}): ModelCache {
  const place = (hash: string): string => join(folder, hash);

  const get: ModelCache['get'] = async hash => {
    const bytes = await readFile(place(hash)).catch(() => undefined);
    if (bytes === undefined) return undefined;
    if (sha256(bytes) === hash) return new Uint8Array(bytes);
    await rm(place(hash), { force: true });
    return undefined;
  };

  const put: ModelCache['put'] = async bytes => {
    const hash = sha256(bytes);
    await mkdir(folder, { recursive: true });
    // Written aside and renamed: another process never sees half a file.
    const aside = place(`${hash}.${process.pid}.tmp`);
    await writeFile(aside, bytes);
    await rename(aside, place(hash));
    return hash;
  };

  return {
    folder,
    get,
    put,
    async fetch(request, log) {
      const { sha256: hash } = request;
      const known = hash === undefined ? undefined : await get(hash);
      if (known !== undefined) return known;
      if (options.offline === true) {
        throw new ModelError(`${request.url}: is not in the cache ${folder}, and this run is offline. Pull it first.`);
      }
      if (hash === undefined) return download(request);
      try {
        await mkdir(folder, { recursive: true });
        const bytes = await download({ ...request, partial: place(`${hash}.part`) });
        await put(bytes);
        return bytes;
      } catch (error) {
        if (error instanceof ModelError) throw error;
        log(
          `cache ${folder}: cannot be written (${error instanceof Error ? error.message : String(error)}); ${request.url} is kept in memory for this run`,
        );
        return download(request);
      }
    },
  };
}
