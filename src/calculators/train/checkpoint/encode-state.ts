/** A state as two files: JSON that refers to the numbers, and the numbers. */
export interface EncodedState {
  readonly json: string;
  readonly bytes: Uint8Array;
}

type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

const makers = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
} as const;

/** Offsets are multiples of it, so that every array can be read in place. */
const ALIGNMENT = 8;

/**
 * Writes plain data and typed arrays, so that the same state gives the same bytes. Numbers that JSON does not have (NaN,
 * the infinities, -0) survive; `undefined` in an object is left out.
 *
 * @throws TypeError for what is neither plain data nor an array of numbers.
 */
export function encodeState(state: unknown): EncodedState {
  const parts: { readonly at: number; readonly data: Uint8Array }[] = [];
  let size = 0;
  const encode = (value: unknown): unknown => {
    if (typeof value === 'number') {
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $number: Object.is(value, -0) ? '-0' : String(value) };
    }
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (isNumbers(value)) {
      const at = size;
      const data = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      parts.push({ at, data });
      size += Math.ceil(data.length / ALIGNMENT) * ALIGNMENT;
      return { $array: [kindOf(value), at, value.length] };
    }
    if (Array.isArray(value)) return value.map(encode);
    const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
    if (typeof value === 'object' && (prototype === Object.prototype || prototype === null)) {
      const entries = Object.entries(value).filter(([, one]) => one !== undefined);
      return Object.fromEntries(entries.map(([name, one]) => [name, encode(one)]));
    }
    throw new TypeError(
      `checkpoint: a state holds ${typeof value === 'object' ? 'an object of a class' : `a ${typeof value}`}. Return plain data and typed arrays from saveState.`,
    );
  };
  const json = JSON.stringify(encode(state));
  const bytes = new Uint8Array(size);
  for (const { at, data } of parts) bytes.set(data, at);
  return { json, bytes };
}

/** Reads what {@link encodeState} wrote. @throws RangeError when the numbers are cut short. */
export function decodeState({ json, bytes }: EncodedState): unknown {
  const decode = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(decode);
    if (typeof value !== 'object' || value === null) return value;
    if ('$number' in value) return value.$number === '-0' ? -0 : Number(value.$number);
    if ('$array' in value) {
      const [kind, at, length] = value.$array as [keyof typeof makers, number, number];
      const make = makers[kind];
      const end = at + length * make.BYTES_PER_ELEMENT;
      if (end > bytes.length) throw new RangeError('checkpoint: the numbers are cut short. Resume from an older one.');
      return new make(bytes.slice(at, end).buffer);
    }
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, decode(one)]));
  };
  return decode(JSON.parse(json));
}

function isNumbers(value: unknown): value is Numbers {
  return (
    value instanceof Float32Array ||
    value instanceof Float64Array ||
    value instanceof Int32Array ||
    value instanceof Uint8Array
  );
}

function kindOf(value: Numbers): keyof typeof makers {
  if (value instanceof Float32Array) return 'float32';
  if (value instanceof Float64Array) return 'float64';
  return value instanceof Int32Array ? 'int32' : 'uint8';
}
