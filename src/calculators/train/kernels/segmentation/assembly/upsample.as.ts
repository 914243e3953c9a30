/** Bilinear enlargement by two with half-pixel centres, or its adjoint: out (the small picture) += what reads it. */
export function upsample(small: usize, large: usize, n: i32, h: i32, w: i32, c: i32, adjoint: bool): void {
  const pixel: usize = <usize>c * 4;
  for (let b = 0; b < n; b++) {
    const base = small + <usize>(b * h * w) * pixel;
    for (let y = 0; y < h * 2; y++) {
      const y0 = (y - 1) >> 1;
      const fy: f32 = y & 1 ? 0.25 : 0.75;
      const top = base + <usize>(max(0, y0) * w) * pixel;
      const bottom = base + <usize>(min(h - 1, y0 + 1) * w) * pixel;
      for (let x = 0; x < w * 2; x++) {
        const x0 = (x - 1) >> 1;
        const fx: f32 = x & 1 ? 0.25 : 0.75;
        const left = <usize>max(0, x0) * pixel;
        const right = <usize>min(w - 1, x0 + 1) * pixel;
        const w00 = f32x4.splat((1 - fy) * (1 - fx));
        const w01 = f32x4.splat((1 - fy) * fx);
        const w10 = f32x4.splat(fy * (1 - fx));
        const w11 = f32x4.splat(fy * fx);
        for (let ch: usize = 0; ch < pixel; ch += 16) {
          if (adjoint) {
            const d = v128.load(large);
            let p = top + left + ch;
            v128.store(p, f32x4.add(v128.load(p), f32x4.mul(d, w00)));
            p = top + right + ch;
            v128.store(p, f32x4.add(v128.load(p), f32x4.mul(d, w01)));
            p = bottom + left + ch;
            v128.store(p, f32x4.add(v128.load(p), f32x4.mul(d, w10)));
            p = bottom + right + ch;
            v128.store(p, f32x4.add(v128.load(p), f32x4.mul(d, w11)));
          } else {
            const a = f32x4.add(f32x4.mul(v128.load(top + left + ch), w00), f32x4.mul(v128.load(top + right + ch), w01));
            const e = f32x4.add(f32x4.mul(v128.load(bottom + left + ch), w10), f32x4.mul(v128.load(bottom + right + ch), w11));
            v128.store(large, f32x4.add(a, e));
          }
          large += 16;
        }
      }
    }
  }
}
