import { type FilesService, MediaError, MillraceError } from '../src/graph/index.ts';
import { createFileAccess, type FileAccessOptions } from './file-access.ts';

/** Files from disk, as far as the graph may read them. */
export function nodeFilesService(options: FileAccessOptions = {}): FilesService {
  const access = createFileAccess(options);
  return {
    async readFile(path) {
      try {
        return await access.read(path);
      } catch (error) {
        if (error instanceof MillraceError) throw error;
        const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        throw new MediaError(`${path}: cannot be read (${reason}). Check the path and the permissions.`);
      }
    },
  };
}
