import { MillraceError } from '../../src/graph/index.ts';
import { createFileAccess, type FileAccess } from '../file-access.ts';
import type { OpenedFile } from '../opened-file.ts';
import { mediaFault } from './media-fault.ts';
import { systemFault } from './system-fault.ts';

/** What decides which files of media are read. */
export type MediaFiles = Pick<FileAccess, 'open'>;

/**
 * Opens a file of media for reading.
 *
 * @param files - Default: every file that the process may read, relative to the working folder.
 * @throws MediaError when the system does not open it; what `files` refuses with passes through.
 */
export async function openMediaFile(path: string, files: MediaFiles = createFileAccess()): Promise<OpenedFile> {
  try {
    return await files.open(path);
  } catch (error) {
    if (error instanceof MillraceError) throw error;
    throw mediaFault(path, systemFault(error), 'Check the path', 0, error);
  }
}
