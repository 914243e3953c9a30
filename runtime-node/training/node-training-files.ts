import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LineFile, TrainingFiles } from '../../src/calculators/train/index.ts';
import { MediaError } from '../../src/graph/index.ts';
import { createFileAccess, type FileAccessOptions } from '../file-access.ts';
import { sharpLibrary } from '../media/sharp-library.ts';

/** The files of training graphs on disk, as far as the graph may read and write them. */
export function nodeTrainingFiles(options: FileAccessOptions = {}): TrainingFiles {
  const access = createFileAccess(options);
  return {
    async readFile(path) {
      const place = access.locate(path, 'read');
      try {
        return new Uint8Array(await readFile(place));
      } catch (error) {
        throw new MediaError(`${path}: cannot be read (${codeOf(error)}). Check the path and the permissions.`);
      }
    },
    async readPicture(path, width, height) {
      const sharp = await sharpLibrary();
      try {
        const picture = sharp(access.locate(path, 'read')).rotate().removeAlpha().toColourspace('srgb');
        const { data } = await picture
          .resize(width, height, { fit: 'cover' })
          .raw()
          .toBuffer({ resolveWithObject: true });
        return new Uint8Array(data);
      } catch (error) {
        throw new MediaError(`${path}: is no picture (${codeOf(error)}). Give JPEG, PNG or WebP files.`);
      }
    },
    async list(path) {
      try {
        const entries = await readdir(access.locate(path, 'read'), { withFileTypes: true });
        return entries
          .filter(entry => !entry.name.startsWith('.'))
          .map(entry => (entry.isDirectory() ? `${entry.name}/` : entry.name))
          .sort();
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return [];
        throw new MediaError(`${path}: cannot be listed (${codeOf(error)}). Check the path and the permissions.`);
      }
    },
    async writeFolder(path, files) {
      const place = access.locate(path, 'write');
      const fresh = `${place}.partial`;
      const former = `${place}.former`;
      // A run was killed between the two renames below.
      if (!existsSync(place) && existsSync(former)) await rename(former, place);
      // What a run that was killed has left.
      await rm(fresh, { recursive: true, force: true });
      for (const [name, bytes] of files) {
        const file = join(fresh, name);
        await mkdir(dirname(file), { recursive: true });
        await writeThrough(file, bytes);
      }
      await sync(fresh);
      // A folder cannot be renamed over a full one: between the two renames a reader finds the former under its other name.
      await rm(former, { recursive: true, force: true });
      await rename(place, former).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw error;
      });
      await rename(fresh, place);
      await sync(dirname(place));
      await rm(former, { recursive: true, force: true });
    },
    async removeFolder(path) {
      await rm(access.locate(path, 'write'), { recursive: true, force: true });
    },
    async openLines(path, keep) {
      const place = access.locate(path, 'write');
      await mkdir(dirname(place), { recursive: true });
      return openLines(place, path, keep);
    },
  };
}

async function openLines(place: string, path: string, keep: number): Promise<LineFile> {
  const file = await open(place, keep === 0 ? 'w' : 'r+').catch((error: unknown) => {
    throw new MediaError(`${path}: cannot be written (${codeOf(error)}). Check the path and the permissions.`);
  });
  const { size } = await file.stat();
  if (size < keep) {
    await file.close();
    throw new MediaError(
      `${path}: has ${size} bytes, the checkpoint knows of ${keep}. Put the file back, or start anew.`,
    );
  }
  await file.truncate(keep);
  let length = keep;
  return {
    get length() {
      return length;
    },
    async append(text) {
      const bytes = Buffer.from(text);
      await file.write(bytes, 0, bytes.length, length);
      length += bytes.length;
    },
    flush: () => file.sync(),
    close: () => file.close(),
  };
}

async function writeThrough(place: string, bytes: Uint8Array): Promise<void> {
  const file = await open(place, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder outlast a crash of the machine, where the system can. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
