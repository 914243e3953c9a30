import type { SourcePosition } from '../config-issue.ts';
import { splitPath } from './config-path.ts';

/** Where the parts of a graph file lie. */
export interface GraphSource {
  /** The file's name as the caller gave it, or `<graph>`. */
  readonly file: string;
  /**
   * The place of the value at a path such as `node[2].input_stream[0]`, or of the key that leads to it. A path that is
   * not in the file has the place of its nearest ancestor; `x[0]` is `x` where the file writes a single value for a list.
   */
  positionOf(path: string, part?: 'key' | 'value'): SourcePosition;
}

/** One value of a file with the offsets at which it and its key begin. */
export interface SourceNode {
  readonly start: number;
  readonly key: number | undefined;
  /** By key or index; `undefined` for a plain value. */
  readonly children: Map<string | number, SourceNode> | undefined;
}

/** Makes the map of a file from the offsets that its parser noted. */
export function createGraphSource(file: string, text: string, root: SourceNode): GraphSource {
  const place = positionsIn(file, text);
  return {
    file,
    positionOf(path, part = 'value') {
      let node = root;
      for (const segment of splitPath(path)) {
        const next = node.children?.get(segment);
        if (next !== undefined) node = next;
        // A single value stands for a list of one.
        else if (segment !== 0) break;
      }
      return place(part === 'key' ? (node.key ?? node.start) : node.start);
    },
  };
}

/** Turns offsets of a text into lines and columns, which count from 1. Offsets past the end are the end. */
export function positionsIn(file: string, text: string): (offset: number) => SourcePosition {
  let starts: number[] | undefined;
  return offset => {
    starts ??= lineStarts(text);
    const at = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: at - (starts[low] ?? 0) + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
