import { MediaError } from '../../graph/index.ts';
import type { FolderFiles, TrainingFiles } from './training-files.ts';

/** Files of a training run in memory. */
export interface MemoryTrainingFiles extends TrainingFiles {
  /** Every file by its whole path, as it is now. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The text of a file. @throws MediaError when there is none. */
  text(path: string): string;
}

/** Turns the bytes of a picture into red, green and blue bytes, as `TrainingFiles.readPicture` wants them. */
export interface PictureDecoder {
  (bytes: Uint8Array, width: number, height: number, path: string): Promise<Uint8Array>;
}

/**
 * Files in memory under the rules of those on disk: for pages, and for whoever wants no disk. Nothing outlasts the process.
 *
 * @param given - texts and bytes by path. The bytes are read where they are: they must not change.
 * @param decode - for pictures; without it there are none.
 */
export function memoryTrainingFiles(
  given: Readonly<Record<string, string | Uint8Array>> = {},
  decode?: PictureDecoder,
): MemoryTrainingFiles {
  const files = new Map(
    Object.entries(given).map(
      ([path, content]) => [path, typeof content === 'string' ? new TextEncoder().encode(content) : content] as const,
    ),
  );
  const read = (path: string): Uint8Array => {
    const found = files.get(path);
    if (found === undefined) {
      throw new MediaError(`${path}: is not among the files in memory. Give it when they are made.`);
    }
    return found;
  };
  const removeFolder = (path: string): void => {
    for (const name of [...files.keys()]) if (name.startsWith(`${path}/`)) files.delete(name);
  };
  return {
    files,
    text: path => new TextDecoder().decode(read(path)),
    readFile: async path => read(path),
    async readPicture(path, width, height) {
      const bytes = read(path);
      if (decode === undefined) throw new MediaError(`${path}: nothing decodes pictures here. Give a decoder.`);
      return decode(bytes, width, height, path);
    },
    async list(path) {
      const names = new Set<string>();
      for (const name of files.keys()) {
        if (!name.startsWith(`${path}/`)) continue;
        const [first = '', ...rest] = name.slice(path.length + 1).split('/');
        if (!first.startsWith('.')) names.add(rest.length > 0 ? `${first}/` : first);
      }
      return [...names].sort();
    },
    async writeFolder(path, folder: FolderFiles) {
      removeFolder(path);
      for (const [name, bytes] of folder) files.set(`${path}/${name}`, bytes.slice());
    },
    async removeFolder(path) {
      removeFolder(path);
    },
    async openLines(path, keep) {
      const former = keep === 0 ? new Uint8Array(0) : read(path);
      if (former.length < keep) {
        throw new MediaError(
          `${path}: has ${former.length} bytes, the checkpoint knows of ${keep}. Put the file back, or start anew.`,
        );
      }
      let bytes = former.slice(0, keep);
      let length = keep;
      const store = (): void => {
        files.set(path, bytes.subarray(0, length));
      };
      store();
      return {
        get length() {
          return length;
        },
        async append(text) {
          const more = new TextEncoder().encode(text);
          if (length + more.length > bytes.length) {
            const larger = new Uint8Array(2 * (length + more.length));
            larger.set(bytes.subarray(0, length));
            bytes = larger;
          }
          bytes.set(more, length);
          length += more.length;
          store();
        },
        flush: async () => undefined,
        close: async () => undefined,
      };
    },
  };
}
