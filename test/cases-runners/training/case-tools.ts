import { type Matrix, matrixOf } from '../../../src/calculators/train/kernels/matrix.ts';

/** A case as it stands in a file: names and values of any kind. */
export type Case = Readonly<Record<string, unknown>>;

/** One list of a file with the check of its entries: it throws with the reason when an entry does not hold. */
export type CaseChecks = Readonly<Record<string, (one: Case, tolerance: number) => void>>;

/** Numbers in any nesting, flattened. */
export function flat(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.flatMap(flat);
  throw new Error(`${JSON.stringify(value)?.slice(0, 40)} is neither a number nor a list of numbers`);
}

/** A number of a case. */
export function numberAt(one: Case, name: string): number {
  const value = one[name];
  if (typeof value !== 'number') throw new Error(`"${name}" is not a number`);
  return value;
}

/** A text of a case. */
export function textAt(one: Case, name: string): string {
  const value = one[name];
  if (typeof value !== 'string') throw new Error(`"${name}" is not a text`);
  return value;
}

/** An object of a case. */
export function recordAt(one: Case, name: string): Case {
  const value = one[name];
  if (!isRecord(value)) throw new Error(`"${name}" is not an object`);
  return value;
}

/** Whether a value is an object with names. */
export function isRecord(value: unknown): value is Case {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of numbers of a case, or of lists of them, flattened. */
export function numbersAt(one: Case, name: string): number[] {
  return flat(one[name]);
}

/** A list of a case. */
export function listAt(one: Case, name: string): readonly unknown[] {
  const value = one[name];
  if (!Array.isArray(value)) throw new Error(`"${name}" is not a list`);
  return value;
}

/** A list of rows of a case. */
export function matrixAt(one: Case, name: string): Matrix {
  return matrixOf(listAt(one, name).map(flat));
}

/** Weights, where a case has some. */
export function weightsAt(one: Case, name = 'sample_weight'): number[] | undefined {
  return one[name] === null || one[name] === undefined ? undefined : numbersAt(one, name);
}

/** Throws unless two lists of numbers agree within absolute + relative tolerance. NaN agrees with nothing. */
export function close(name: string, actual: unknown, expected: unknown, atol: number, rtol = 0): void {
  const got = ArrayBuffer.isView(actual) ? Array.from(actual as Float64Array) : flat(actual);
  const want = flat(expected);
  if (got.length !== want.length) throw new Error(`${name}: ${got.length} values, not ${want.length}`);
  want.forEach((value, i) => {
    const limit = atol + rtol * Math.abs(value);
    if (!(Math.abs((got[i] ?? Number.NaN) - value) <= limit))
      throw new Error(`${name}[${i}] is ${got[i]}, not ${value}`);
  });
}

/** Throws unless two values are the same, written as JSON. */
export function same(name: string, actual: unknown, expected: unknown): void {
  const [got, want] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (got !== want) throw new Error(`${name} is ${got}, not ${want}`);
}

/** Throws unless every number of `expected` is that of `actual`, by name. */
export function closeByName(
  name: string,
  actual: Readonly<Record<string, unknown>>,
  expected: Case,
  atol: number,
): void {
  for (const [key, value] of Object.entries(expected)) close(`${name}.${key}`, actual[key], value, atol);
}

/** Throws unless the function does. */
export function throws(name: string, act: () => unknown, text?: RegExp): void {
  try {
    act();
  } catch (error) {
    if (text === undefined || text.test(String(error))) return;
    throw new Error(`${name}: the error is "${String(error)}", not ${String(text)}`, { cause: error });
  }
  throw new Error(`${name}: nothing was thrown`);
}
