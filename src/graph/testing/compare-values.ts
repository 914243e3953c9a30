/** How far numbers may be off: by `absolute` plus a share `relative` of what is expected. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

const EXACT: Tolerance = { absolute: 0, relative: 0 };

/**
 * Where two values differ, one line per place, at most ten: `[2][1]: 5, expected 6`. Typed arrays are lists of numbers;
 * numbers may be off by `tolerance`.
 */
export function differences(actual: unknown, expected: unknown, tolerance = EXACT, path = ''): readonly string[] {
  const found: string[] = [];
  for (const line of compare(actual, expected, tolerance, path)) {
    if (found.length === LIMIT) return [...found, `${path}: … and more`];
    found.push(line);
  }
  return found;
}

const LIMIT = 10;

function* compare(actual: unknown, expected: unknown, tolerance: Tolerance, path: string): Generator<string> {
  const [left, right] = [asList(actual), asList(expected)];
  if (left !== undefined && right !== undefined) {
    for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
      if (i >= left.length) yield `${path}[${i}]: missing, expected ${show(right[i])}`;
      else if (i >= right.length) yield `${path}[${i}]: ${show(left[i])}, expected nothing more`;
      else yield* compare(left[i], right[i], tolerance, `${path}[${i}]`);
    }
    return;
  }
  if (isPlain(actual) && isPlain(expected)) {
    for (const key of new Set([...Object.keys(actual), ...Object.keys(expected)])) {
      yield* compare(actual[key], expected[key], tolerance, `${path}.${key}`);
    }
    return;
  }
  const isNear =
    typeof actual === 'number' &&
    typeof expected === 'number' &&
    Math.abs(actual - expected) <= tolerance.absolute + tolerance.relative * Math.abs(expected);
  if (!isNear && !Object.is(actual, expected)) yield `${path}: ${show(actual)}, expected ${show(expected)}`;
}

function asList(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as readonly unknown[];
  return ArrayBuffer.isView(value) && 'length' in value
    ? Array.from(value as unknown as ArrayLike<unknown>)
    : undefined;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && asList(value) === undefined;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? String(value) : text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
