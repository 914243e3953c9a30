import type { FileHandle } from 'node:fs/promises';

/** A file that was opened for reading. Who is given it closes it. */
export interface OpenedFile {
  /** The absolute path that it was opened by. */
  readonly path: string;
  readonly handle: FileHandle;
}

/**
 * A path by which other programs open the very same file, whatever lies at its path by now, as long as it is open here.
 * Only Linux has one; elsewhere it is the path that the file was opened by.
 */
export function pathOfOpened({ path, handle }: OpenedFile): string {
  return process.platform === 'linux' ? `/proc/${process.pid}/fd/${handle.fd}` : path;
}
