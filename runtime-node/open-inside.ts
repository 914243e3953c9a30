import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { MillraceError } from '../src/graph/index.ts';

/** Whether a resolved path is a resolved folder or lies in it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/**
 * Opens a file for reading if it lies in one of some folders, links resolved. What is looked at is the file that was
 * opened: a link that is swapped between look and use leads nowhere.
 *
 * @param shown - The path as messages name it.
 * @throws MillraceError PERMISSION_DENIED for a file elsewhere, INVALID_ARGUMENT for what is no file. Errors of the
 * system pass through. The caller closes what it gets.
 */
export async function openInside(path: string, folders: readonly string[], shown: string): Promise<FileHandle> {
  // A pipe would keep its reader waiting for a writer.
  const handle = await open(path, constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK));
  try {
    if (!(await handle.stat()).isFile()) {
      throw new MillraceError('INVALID_ARGUMENT', `${shown}: is not a file. Give the file itself.`);
    }
    const real = await openedPath(handle, path);
    const roots = await Promise.all(folders.map(folder => realpath(folder).catch(() => folder)));
    if (real === undefined || !roots.some(root => isInside(real, root))) {
      throw new MillraceError(
        'PERMISSION_DENIED',
        `${shown}: lies outside the folders that the graph may read (${folders.join(', ')}). Put the file itself there.`,
      );
    }
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Where the opened file lies; `undefined` when that cannot be told for certain. */
async function openedPath(handle: FileHandle, path: string): Promise<string | undefined> {
  // Linux knows the path of an open file, whatever has become of the path that it was opened by.
  if (process.platform === 'linux') {
    const known = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => undefined);
    if (known !== undefined) return known;
  }
  const real = await realpath(path);
  // Not `stat`: a link that has been put there since would lead it to another file.
  const [opened, there] = await Promise.all([handle.stat({ bigint: true }), lstat(real, { bigint: true })]);
  return there.ino === opened.ino && there.dev === opened.dev ? real : undefined;
}
