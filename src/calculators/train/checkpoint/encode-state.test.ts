import { expect, it } from 'vitest';
import { decodeState, encodeState } from './encode-state.ts';

it('takes plain data and arrays of numbers there and back, bit by bit', () => {
  const state = {
    list: [1, 'two', null, true, Number.NaN, Number.NEGATIVE_INFINITY],
    zero: -0,
    arrays: [Float32Array.of(0.1, -0), Float64Array.of(Math.PI), Uint8Array.of(1, 2, 3), Int32Array.of(-5)],
    inner: { empty: new Float32Array(0), nothing: {} },
  };
  const encoded = encodeState(state);
  expect(decodeState(encoded)).toEqual(state);
  expect(Object.is((decodeState(encoded) as typeof state).zero, -0)).toBe(true);
  expect(encodeState(decodeState(encoded))).toEqual(encoded);
});

it('refuses what it could not give back, and numbers that are cut short', () => {
  expect(() => encodeState({ map: new Map() })).toThrow('an object of a class');
  expect(() => encodeState({ f: () => 1 })).toThrow('a function');
  const { json, bytes } = encodeState([Float64Array.of(1, 2)]);
  expect(() => decodeState({ json, bytes: bytes.slice(0, 8) })).toThrow('cut short');
});
