/** One step of a path: a key of a record or an index of a list. */
export type PathSegment = string | number;

const PLAIN_KEY = /^[A-Za-z_][\w-]*$/;
const SEGMENT = /\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/gy;

/**
 * Adds one step to a path: `node` + 2 is `node[2]`, that + `name` is `node[2].name`. Keys that are no plain word are
 * quoted: `options["a.b"]`.
 */
export function joinPath(path: string, segment: PathSegment): string {
  if (typeof segment === 'number') return `${path}[${segment}]`;
  if (!PLAIN_KEY.test(segment)) return `${path}[${JSON.stringify(segment)}]`;
  return path === '' ? segment : `${path}.${segment}`;
}

/** The steps of a path made by {@link joinPath}. What cannot be read is left out, with all that follows. */
export function splitPath(path: string): readonly PathSegment[] {
  return [...path.matchAll(SEGMENT)].map(([, key, index, quoted]) => {
    if (key !== undefined) return key;
    return index !== undefined ? Number(index) : String(JSON.parse(quoted ?? '""'));
  });
}
