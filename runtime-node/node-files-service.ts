import { readFile } from 'node:fs/promises';
import type { FilesService } from '../src/calculators/io/index.ts';
import { MediaError } from '../src/graph/index.ts';
import { createFileAccess, type FileAccessOptions } from './file-access.ts';

/** Files from disk, as far as the graph may read them. */
export function nodeFilesService(options: FileAccessOptions = {}): FilesService {
  const access = createFileAccess(options);
  return {
    async readFile(path) {
      const place = access.locate(path, 'read');
      try {
        return new Uint8Array(await readFile(place));
      } catch (error) {
        const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        throw new MediaError(`${path}: cannot be read (${reason}). Check the path and the permissions.`);
      }
    },
  };
}
