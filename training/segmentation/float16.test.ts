import { expect, it } from 'vitest';
import { toFloat16 } from './float16.ts';
import { fromFloat16 } from './from-float16.ts';

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
