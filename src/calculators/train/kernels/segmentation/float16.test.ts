import { expect, it } from 'vitest';
import { toFloat16 } from './float16.ts';

/** IEEE 754 half-precision bits as numbers; every half is exact in float32. */
function fromFloat16(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, half => {
    const sign = (half & 0x8000) === 0 ? 1 : -1;
    const exponent = (half >> 10) & 31;
    const mantissa = half & 0x3ff;
    if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    if (exponent === 0) return sign * mantissa * 2 ** -24;
    return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
  });
}

it('reads back what it wrote, to half precision', () => {
  const values = Float32Array.of(0, 1, -1, 0.1, -3.75, 65504, 6e-8, 1e-5, 1 / 3, Number.POSITIVE_INFINITY);
  const back = fromFloat16(toFloat16(values));
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) expect(back[i]).toBe(value);
    else expect(Math.abs((back[i] ?? 0) - value)).toBeLessThanOrEqual(Math.max(2 ** -25, Math.abs(value) / 2048));
  });
});

it('keeps every half exactly', () => {
  const halves = Uint16Array.from({ length: 31 << 10 }, (_, i) => i);
  expect(toFloat16(fromFloat16(halves))).toEqual(halves);
});
