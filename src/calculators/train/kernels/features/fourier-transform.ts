/**
 * The discrete Fourier transform of complex numbers in place, radix 2. Cooley and Tukey, 1965.
 *
 * @throws RangeError when the length is no power of two.
 */
export function fourierTransform(real: Float64Array, imaginary: Float64Array): void {
  const n = real.length;
  if (n < 1 || (n & (n - 1)) !== 0) {
    throw new RangeError(`fourierTransform: ${n} numbers. Give a power of two.`);
  }
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [real[i], real[j]] = [real[j]!, real[i]!];
    [imaginary[i], imaginary[j]] = [imaginary[j]!, imaginary[i]!];
  }
  for (let size = 2; size <= n; size <<= 1) {
    const half = size >> 1;
    for (let k = 0; k < half; k++) {
      const angle = (-2 * Math.PI * k) / size;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      for (let start = k; start < n; start += size) {
        const other = start + half;
        const re = real[other]! * c - imaginary[other]! * s;
        const im = real[other]! * s + imaginary[other]! * c;
        real[other] = real[start]! - re;
        imaginary[other] = imaginary[start]! - im;
        real[start] = real[start]! + re;
        imaginary[start] = imaginary[start]! + im;
      }
    }
  }
}
