import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { MillraceError } from '../src/graph/index.ts';
import { openInside } from './open-inside.ts';

/** Files that may hold a graph. */
const EXTENSIONS = new Set(['.yaml', '.yml', '.pbtxt']);
const MAX_FILES = 256;
const MAX_FILE_BYTES = 256 * 1024;
const MAX_TOTAL_BYTES = 4 * 1024 * 1024;

/** A graph file as text. */
export interface GraphText {
  /** As messages name it: in the form the caller gave. */
  readonly file: string;
  readonly text: string;
}

/** The graph files of one folder. */
export interface GraphFolder {
  /** The file that was asked for. */
  readonly main: GraphText;
  /** The other file of the folder whose top-level `type` this seems to be (to be confirmed by parsing it). */
  sibling(type: string): Promise<GraphText | undefined>;
}

/**
 * Opens a graph file and its folder. Nothing outside the folder is read: a sibling that is a link out of it is none. Siblings are read when one is asked for: at most 256 files of 256 kB, 4 MB in all.
 *
 * @throws MillraceError NOT_FOUND, INVALID_ARGUMENT (no graph file), PERMISSION_DENIED (a file that has become
 * a link out of the folder), ALREADY_EXISTS (two siblings of one type), RESOURCE_EXHAUSTED (limits).
 */
export async function openGraphFolder(path: string): Promise<GraphFolder> {
  const text = await readGraphText(path, path);
  const folder = dirname(resolve(path));
  let index: Promise<ReadonlyMap<string, readonly string[]>> | undefined;
  return {
    main: { file: path, text },
    async sibling(type) {
      index ??= indexTypes(folder, basename(path));
      const names = (await index).get(type) ?? [];
      const [name, ...others] = names;
      if (name === undefined) return undefined;
      const last = others.pop();
      if (last !== undefined) {
        const beside = [name, ...others].join(', ');
        const remedy = `Rename ${others.length > 0 ? 'all but one' : 'one'} of them.`;
        throw new MillraceError(
          'ALREADY_EXISTS',
          `${join(dirname(path), last)}: has the type "${type}" of ${beside} beside it. ${remedy}`,
        );
      }
      const file = join(dirname(path), name);
      return { file, text: await readSibling(join(folder, name), folder, file) };
    },
  };
}

async function readGraphText(path: string, shown: string): Promise<string> {
  const size = await stat(path).then(
    found => (found.isFile() ? found.size : -1),
    (cause: unknown) => {
      throw new MillraceError('NOT_FOUND', `${shown}: there is no such file. Check the path.`, { cause });
    },
  );
  if (size < 0) throw new MillraceError('INVALID_ARGUMENT', `${shown}: is not a file. Give the graph file itself.`);
  if (size > MAX_FILE_BYTES) throw tooLarge(shown);
  return readFile(path, 'utf8');
}

function tooMany(folder: string, fact: string): MillraceError {
  return new MillraceError(
    'RESOURCE_EXHAUSTED',
    `${folder}: holds ${fact}; graphs are looked for in ${MAX_FILES} and 4 MB. Move those that belong together to a folder of their own.`,
  );
}

/** The file that the index found, if it still lies in the folder. */
async function readSibling(path: string, folder: string, shown: string): Promise<string> {
  const handle = await openInside(path, [folder], shown);
  try {
    const { size } = await handle.stat();
    if (size > MAX_FILE_BYTES) throw tooLarge(shown);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** A sibling's text for the index; nothing of what cannot be read, is too large, or lies elsewhere. */
async function glance(path: string, folder: string): Promise<string> {
  return readSibling(path, folder, path).catch(() => '');
}

function tooLarge(shown: string): MillraceError {
  return new MillraceError(
    'RESOURCE_EXHAUSTED',
    `${shown}: is larger than ${MAX_FILE_BYTES / 1024} kB. Split the graph into subgraphs.`,
  );
}

/** For each top-level `type` the files that have it. A glance at the text: the parser decides. */
async function indexTypes(folder: string, main: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = (await readdir(folder)).filter(name => name !== main && EXTENSIONS.has(extname(name))).sort();
  const types = new Map<string, string[]>();
  let total = 0;
  if (names.length > MAX_FILES) throw tooMany(folder, `${names.length} graph files`);
  for (const name of names) {
    const text = await glance(join(folder, name), folder);
    total += text.length;
    if (total > MAX_TOTAL_BYTES) throw tooMany(folder, 'more than 4 MB of graph files');
    const [, type] = /^type\s*:\s*["']?([\w.-]+)/m.exec(text) ?? [];
    if (type !== undefined) types.set(type, [...(types.get(type) ?? []), name]);
  }
  return types;
}
