import { clear } from './clear.as';

/** The pixels of each window of one RGB picture side by side: out[oh * ow, columns], zeros beyond the picture. */
export function windowColumns(
  x: usize, h: i32, w: i32, k: i32, stride: i32, top: i32, left: i32, oh: i32, ow: i32, columns: i32, out: usize,
): void {
  clear(out, out + <usize>(oh * ow * columns) * 4);
  for (let row = 0; row < oh; row++) {
    for (let i = 0; i < k; i++) {
      const y = row * stride + i - top;
      if (y < 0 || y >= h) continue;
      for (let column = 0; column < ow; column++) {
        for (let j = 0; j < k; j++) {
          const at = column * stride + j - left;
          if (at < 0 || at >= w) continue;
          const p = x + <usize>((y * w + at) * 3) * 4;
          const q = out + <usize>((row * ow + column) * columns + (i * k + j) * 3) * 4;
          f32.store(q, f32.load(p));
          f32.store(q, f32.load(p, 4), 4);
          f32.store(q, f32.load(p, 8), 8);
        }
      }
    }
  }
}
