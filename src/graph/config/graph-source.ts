import type { SourcePosition } from '../config-issue.ts';
import { splitPath } from './config-path.ts';

/** How a graph file is written: YAML, or protocol buffer text format. */
export type GraphFormat = 'yaml' | 'pbtxt';

/** Where the parts of a graph file lie. */
export interface GraphSource {
  /** The file's name as the caller gave it, or `<graph>`. */
  readonly file: string;
  readonly format: GraphFormat;
  /**
   * The place of the value at a path such as `node[2].input_stream[0]`, or of the key that leads to it. A path that is
   * not in the file has the place of its nearest ancestor; `x[0]` is `x` where the file writes a single value for a list.
   */
  positionOf(path: string, part?: 'key' | 'value'): SourcePosition;
  /** The comment lines just above the line of a path, without their marks; for `''` those at the beginning of the file. */
  commentOf(path: string): string;
  /** The path in the file, where that is another than the path in the config: parts of the wrong form are left out there. */
  pathOf(path: string): string;
}

/** One value of a file with the offsets at which it and its key begin. */
export interface SourceNode {
  readonly start: number;
  readonly key: number | undefined;
  /** By key or index; `undefined` for a plain value. */
  readonly children: Map<string | number, SourceNode> | undefined;
}

/** Makes the map of a file from the offsets that its parser noted. */
export function createGraphSource(file: string, format: GraphFormat, text: string, root: SourceNode): GraphSource {
  const place = positionsIn(file, text);
  let lines: readonly string[] | undefined;
  const find = (path: string): SourceNode => {
    let node = root;
    for (const segment of splitPath(path)) {
      const next = node.children?.get(segment);
      if (next !== undefined) node = next;
      // A single value stands for a list of one.
      else if (segment !== 0) break;
    }
    return node;
  };
  return {
    file,
    format,
    pathOf: path => path,
    positionOf(path, part = 'value') {
      const node = find(path);
      return place(part === 'key' ? (node.key ?? node.start) : node.start);
    },
    commentOf(path) {
      if (path === '') {
        const head = text.trimStart().split('\n');
        return commentText(
          head.slice(
            0,
            head.findIndex(line => !isComment(line)),
          ),
        );
      }
      lines ??= text.split('\n');
      const end = place(find(path).start).line - 1;
      let first = end;
      while (isComment(lines[first - 1] ?? '')) first -= 1;
      return commentText(lines.slice(first, end));
    },
  };
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith('#');
}

/** Comment lines without their marks, and without those that speak to an editor. */
function commentText(lines: readonly string[]): string {
  return lines
    .map(line => line.trim().replace(/^#+ ?/, ''))
    .filter(line => !line.startsWith('yaml-language-server:') && !line.startsWith('proto-'))
    .join('\n')
    .trim();
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
    return { file, line: low + 1, column: Math.max(0, at - (starts[low] ?? 0)) + 1 };
  };
}

function lineStarts(text: string): number[] {
  // Editors do not count the byte order mark.
  const starts = [text.startsWith('\ufeff') ? 1 : 0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
