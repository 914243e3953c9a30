// Products of float32 matrices: what a 1x1 convolution is, and its gradients. Columns are multiples of 4, offsets in bytes.
// Blocks of rows are small enough for the first cache; accumulators are few enough for registers.

/** c[rows, m] = a[rows, k] * b[k, m], or added to what is there. */
export function gemm(a: usize, b: usize, c: usize, rows: i32, k: i32, m: i32, add: bool): void {
  const lda: usize = <usize>k * 4;
  const ldc: usize = <usize>m * 4;
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    const a0 = a + <usize>r * lda;
    const a1 = a0 + lda;
    const a2 = a1 + lda;
    const a3 = a2 + lda;
    const c0 = c + <usize>r * ldc;
    const c1 = c0 + ldc;
    const c2 = c1 + ldc;
    const c3 = c2 + ldc;
    let j: usize = 0;
    for (; j + 32 <= ldc; j += 32) {
      let s00 = add ? v128.load(c0 + j) : f32x4.splat(0);
      let s01 = add ? v128.load(c0 + j, 16) : f32x4.splat(0);
      let s10 = add ? v128.load(c1 + j) : f32x4.splat(0);
      let s11 = add ? v128.load(c1 + j, 16) : f32x4.splat(0);
      let s20 = add ? v128.load(c2 + j) : f32x4.splat(0);
      let s21 = add ? v128.load(c2 + j, 16) : f32x4.splat(0);
      let s30 = add ? v128.load(c3 + j) : f32x4.splat(0);
      let s31 = add ? v128.load(c3 + j, 16) : f32x4.splat(0);
      let p = b + j;
      for (let i: usize = 0; i < lda; i += 4) {
        const b0 = v128.load(p);
        const b1 = v128.load(p, 16);
        let v = v128.load32_splat(a0 + i);
        s00 = f32x4.add(s00, f32x4.mul(v, b0));
        s01 = f32x4.add(s01, f32x4.mul(v, b1));
        v = v128.load32_splat(a1 + i);
        s10 = f32x4.add(s10, f32x4.mul(v, b0));
        s11 = f32x4.add(s11, f32x4.mul(v, b1));
        v = v128.load32_splat(a2 + i);
        s20 = f32x4.add(s20, f32x4.mul(v, b0));
        s21 = f32x4.add(s21, f32x4.mul(v, b1));
        v = v128.load32_splat(a3 + i);
        s30 = f32x4.add(s30, f32x4.mul(v, b0));
        s31 = f32x4.add(s31, f32x4.mul(v, b1));
        p += ldc;
      }
      v128.store(c0 + j, s00);
      v128.store(c0 + j, s01, 16);
      v128.store(c1 + j, s10);
      v128.store(c1 + j, s11, 16);
      v128.store(c2 + j, s20);
      v128.store(c2 + j, s21, 16);
      v128.store(c3 + j, s30);
      v128.store(c3 + j, s31, 16);
    }
    for (; j < ldc; j += 16) {
      let s0 = add ? v128.load(c0 + j) : f32x4.splat(0);
      let s1 = add ? v128.load(c1 + j) : f32x4.splat(0);
      let s2 = add ? v128.load(c2 + j) : f32x4.splat(0);
      let s3 = add ? v128.load(c3 + j) : f32x4.splat(0);
      let p = b + j;
      for (let i: usize = 0; i < lda; i += 4) {
        const b0 = v128.load(p);
        s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(a0 + i), b0));
        s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(a1 + i), b0));
        s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(a2 + i), b0));
        s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(a3 + i), b0));
        p += ldc;
      }
      v128.store(c0 + j, s0);
      v128.store(c1 + j, s1);
      v128.store(c2 + j, s2);
      v128.store(c3 + j, s3);
    }
  }
  for (; r < rows; r++) {
    const a0 = a + <usize>r * lda;
    const c0 = c + <usize>r * ldc;
    for (let j: usize = 0; j < ldc; j += 16) {
      let s = add ? v128.load(c0 + j) : f32x4.splat(0);
      let p = b + j;
      for (let i: usize = 0; i < lda; i += 4) {
        s = f32x4.add(s, f32x4.mul(v128.load32_splat(a0 + i), v128.load(p)));
        p += ldc;
      }
      v128.store(c0 + j, s);
    }
  }
}

/** c[k, m] += transposed a[rows, k] * d[rows, m]: the gradient of the filter of a 1x1 convolution. */
export function gemmTransposed(a: usize, d: usize, c: usize, rows: i32, k: i32, m: i32): void {
  const lda: usize = <usize>k * 4;
  const ldc: usize = <usize>m * 4;
  for (let r = 0; r < rows; r += 64) {
    const block = min(64, rows - r);
    const from = a + <usize>r * lda;
    const along = d + <usize>r * ldc;
    for (let i: usize = 0; i < lda; i += 16) {
      const c0 = c + (i >> 2) * ldc;
      const c1 = c0 + ldc;
      const c2 = c1 + ldc;
      const c3 = c2 + ldc;
      let j: usize = 0;
      for (; j + 32 <= ldc; j += 32) {
        let s00 = v128.load(c0 + j);
        let s01 = v128.load(c0 + j, 16);
        let s10 = v128.load(c1 + j);
        let s11 = v128.load(c1 + j, 16);
        let s20 = v128.load(c2 + j);
        let s21 = v128.load(c2 + j, 16);
        let s30 = v128.load(c3 + j);
        let s31 = v128.load(c3 + j, 16);
        let p = from + i;
        let q = along + j;
        for (let n = 0; n < block; n++) {
          const d0 = v128.load(q);
          const d1 = v128.load(q, 16);
          let v = v128.load32_splat(p);
          s00 = f32x4.add(s00, f32x4.mul(v, d0));
          s01 = f32x4.add(s01, f32x4.mul(v, d1));
          v = v128.load32_splat(p, 4);
          s10 = f32x4.add(s10, f32x4.mul(v, d0));
          s11 = f32x4.add(s11, f32x4.mul(v, d1));
          v = v128.load32_splat(p, 8);
          s20 = f32x4.add(s20, f32x4.mul(v, d0));
          s21 = f32x4.add(s21, f32x4.mul(v, d1));
          v = v128.load32_splat(p, 12);
          s30 = f32x4.add(s30, f32x4.mul(v, d0));
          s31 = f32x4.add(s31, f32x4.mul(v, d1));
          p += lda;
          q += ldc;
        }
        v128.store(c0 + j, s00);
        v128.store(c0 + j, s01, 16);
        v128.store(c1 + j, s10);
        v128.store(c1 + j, s11, 16);
        v128.store(c2 + j, s20);
        v128.store(c2 + j, s21, 16);
        v128.store(c3 + j, s30);
        v128.store(c3 + j, s31, 16);
      }
      for (; j < ldc; j += 16) {
        let s0 = v128.load(c0 + j);
        let s1 = v128.load(c1 + j);
        let s2 = v128.load(c2 + j);
        let s3 = v128.load(c3 + j);
        let p = from + i;
        let q = along + j;
        for (let n = 0; n < block; n++) {
          const d0 = v128.load(q);
          s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(p), d0));
          s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(p, 4), d0));
          s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(p, 8), d0));
          s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(p, 12), d0));
          p += lda;
          q += ldc;
        }
        v128.store(c0 + j, s0);
        v128.store(c1 + j, s1);
        v128.store(c2 + j, s2);
        v128.store(c3 + j, s3);
      }
    }
  }
}
