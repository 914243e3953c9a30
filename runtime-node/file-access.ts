import { realpathSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MillraceError } from '../src/graph/index.ts';
import { graphPathFault } from './graph-path.ts';
import { isInside, openInside } from './open-inside.ts';
import type { OpenedFile } from './opened-file.ts';

/** Which files a graph may use. */
export interface FileAccessOptions {
  /** What relative paths are relative to, such as the graph file's folder. Default: the working folder. */
  readonly base?: string | undefined;
  /**
   * When given, the graph is limited: files must lie in one of these folders, links resolved, and only trusted URLs are
   * fetched. Absent: every file that the process may use.
   */
  readonly roots?: readonly string[] | undefined;
  /**
   * Paths must mean the same inside the base on every system: see `graphPathFault`. For graphs that are not trusted;
   * needs `roots`.
   */
  readonly isPortable?: boolean | undefined;
  /** Nothing is written but what the host has named. Needs `roots`. */
  readonly isReadOnly?: boolean | undefined;
  /**
   * Paths and URLs that the host itself has named: allowed wherever they lie. The last run of `#` in a path stands for a
   * number, as ImageEncodeCalculator writes them.
   */
  readonly trusted?: ReadonlySet<string> | undefined;
}

/** The decision about each file. */
export interface FileAccess {
  readonly isLimited: boolean;
  /** Whether the host has named this path or URL. */
  isTrusted(location: string): boolean;
  /**
   * The absolute path of a file.
   * @throws MillraceError PERMISSION_DENIED when the graph may not use it, INVALID_ARGUMENT for what is no path.
   */
  locate(path: string, use: 'read' | 'write'): string;
  /**
   * Opens a file for reading, or a file beside it: `sibling` is relative to its folder. Unless the host has named the
   * file, what is looked at is what was opened, not only its path: a link that is swapped meanwhile leads nowhere else.
   * The caller closes it.
   * @throws MillraceError as `locate`; errors of the system pass through.
   */
  open(path: string, sibling?: string): Promise<OpenedFile>;
  /** The content of a file. @throws as `open`. */
  read(path: string, sibling?: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** Makes the decisions. Links are resolved at the moment of use. */
export function createFileAccess(options: FileAccessOptions = {}): FileAccess {
  const { base = process.cwd(), roots, isPortable = false, isReadOnly = false, trusted = new Set<string>() } = options;
  const full = (path: string): string => resolve(base, path.startsWith('file:') ? fileURLToPath(path) : path);
  const numbered = [...trusted].filter(one => one.includes('#') && !one.includes('://')).map(numberedPath);
  const isNamed = (path: string, place: string): boolean =>
    trusted.has(path) || trusted.has(place) || numbered.some(one => one.test(place));
  const checkForm = (path: string): void => {
    const fault = isPortable && roots !== undefined ? graphPathFault(path) : undefined;
    // What the host names it may name by an absolute path.
    if (fault === undefined || (isAbsolute(path) && isNamed(path, path))) return;
    throw new MillraceError(
      'PERMISSION_DENIED',
      `path ${JSON.stringify(path)}: ${fault}. Write a plain relative path inside the graph's folder, or name the file as the host of the graph.`,
    );
  };
  return {
    isLimited: roots !== undefined,
    isTrusted: location => isNamed(location, full(location)),
    async open(path, sibling) {
      const main = this.locate(path, 'read');
      const place = sibling === undefined ? main : join(dirname(main), sibling);
      if (roots === undefined || isNamed(path, full(path))) return { path: place, handle: await open(place) };
      if (sibling !== undefined) checkForm(sibling);
      const folders = roots.map(root => resolve(base, root));
      return { path: place, handle: await openInside(place, folders, sibling ?? path) };
    },
    async read(path, sibling) {
      const { handle } = await this.open(path, sibling);
      try {
        return new Uint8Array(await handle.readFile());
      } finally {
        await handle.close();
      }
    },
    locate(path, use) {
      checkForm(path);
      if (path === '' || path.includes('\0')) {
        throw new MillraceError(
          'INVALID_ARGUMENT',
          `path ${JSON.stringify(path)}: is no path of a file. Give a plain path.`,
        );
      }
      const place = full(path);
      if (roots === undefined || isNamed(path, place)) return place;
      if (use === 'write' && isReadOnly) {
        throw new MillraceError(
          'PERMISSION_DENIED',
          `path ${JSON.stringify(path)}: an untrusted graph writes no files but those that its host names. Name it there.`,
        );
      }
      const real = realPath(place);
      const allowed = roots.map(root => realPath(resolve(base, root)));
      // The resolved path: a link that is swapped later leads nowhere else.
      if (allowed.some(root => isInside(real, root))) return real;
      throw new MillraceError(
        'PERMISSION_DENIED',
        `${path}: lies outside the folders that the graph may ${use} (${roots.join(', ')}). Move it there, or name it as the host of the graph.`,
      );
    },
  };
}

/** The paths that a path with a run of `#` stands for. */
function numberedPath(path: string): RegExp {
  const [before, after] = path.split(/#+(?=[^#]*$)/).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${before}\\d+${after}$`);
}

/** A path with its links resolved; of a file that does not exist yet, those of its folder. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : resolve(realPath(parent), path.slice(parent.length).replace(/^[/\\]+/, ''));
  }
}
