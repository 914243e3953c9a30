import { joinPath, splitPath } from './config-path.ts';
import type { GraphSource } from './graph-source.ts';

/** Items that were left out of the lists of a file: by the path of the list their indexes, ascending. */
export type RemovedItems = ReadonlyMap<string, readonly number[]>;

/** The path that a part has in its file, given the path it has where some items were left out. */
export function pathInFile(path: string, removed: RemovedItems): string {
  if (removed.size === 0) return path;
  return splitPath(path).reduce<string>((list, segment) => {
    if (typeof segment !== 'number') return joinPath(list, segment);
    return joinPath(list, indexInFile(segment, removed.get(list) ?? []));
  }, '');
}

/** The index that an item had before some items, given by their own indexes in ascending order, were left out. */
export function indexInFile(index: number, removed: readonly number[]): number {
  return removed.reduce((at, gone) => (gone <= at ? at + 1 : at), index);
}

/** A source that finds the parts of a file by the paths that they have where some items were left out. */
export function skipRemoved(source: GraphSource, removed: RemovedItems): GraphSource {
  if (removed.size === 0) return source;
  return {
    file: source.file,
    commentOf: path => source.commentOf(pathInFile(path, removed)),
    pathOf: path => pathInFile(path, removed),
    positionOf: (path, part) => source.positionOf(pathInFile(path, removed), part),
  };
}
