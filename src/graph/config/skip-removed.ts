import { joinPath, splitPath } from './config-path.ts';
import type { GraphSource } from './graph-source.ts';

/** In what a config differs from its file, so that the checks go on with what is of the right form. */
export interface Mending {
  /** Items that were left out of lists: by the {@link placeKey} of the list in the file their indexes, ascending. */
  readonly removed: ReadonlyMap<string, readonly number[]>;
  /** Fields that are misspelt in the file: the name there, by the {@link placeKey} with the name that was meant. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** One key for both forms of a list of one: `node.name` and `node[0].name`. */
export function placeKey(path: string): string {
  return path.replaceAll('[0]', '');
}

/** The path that a part has in its file, given the path it has in the mended config. */
export function pathInFile(path: string, { removed, renamed }: Mending): string {
  if (removed.size + renamed.size === 0) return path;
  return splitPath(path).reduce<string>((parent, segment) => {
    if (typeof segment === 'number') return joinPath(parent, indexInFile(segment, removed.get(placeKey(parent)) ?? []));
    return joinPath(parent, renamed.get(placeKey(joinPath(parent, segment))) ?? segment);
  }, '');
}

/** The index that an item had before some items, given by their own indexes in ascending order, were left out. */
export function indexInFile(index: number, removed: readonly number[]): number {
  return removed.reduce((at, gone) => (gone <= at ? at + 1 : at), index);
}

/** A source that finds the parts of a file by the paths that they have in the mended config. */
export function skipRemoved(source: GraphSource, mending: Mending): GraphSource {
  if (mending.removed.size + mending.renamed.size === 0) return source;
  return {
    file: source.file,
    format: source.format,
    commentOf: path => source.commentOf(pathInFile(path, mending)),
    pathOf: path => pathInFile(path, mending),
    positionOf: (path, part) => source.positionOf(pathInFile(path, mending), part),
  };
}
