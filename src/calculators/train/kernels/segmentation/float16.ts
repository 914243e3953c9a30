/** Float32 values as IEEE 754 half-precision bits, rounded to nearest even; too large ones become infinite. */
export function toFloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, word => {
    const sign = (word >>> 16) & 0x8000;
    const exponent = ((word >>> 23) & 0xff) - 112;
    const mantissa = word & 0x7fffff;
    if (exponent >= 31) return sign | 0x7c00 | ((word & 0x7fffffff) > 0x7f800000 ? 0x200 : 0);
    if (exponent <= 0) {
      if (exponent < -10) return sign;
      const full = mantissa | 0x800000;
      const shift = 14 - exponent;
      const half = full >>> shift;
      const rest = full & ((1 << shift) - 1);
      const tie = 1 << (shift - 1);
      return sign | (half + (rest > tie || (rest === tie && (half & 1) === 1) ? 1 : 0));
    }
    const half = (exponent << 10) | (mantissa >>> 13);
    const rest = mantissa & 0x1fff;
    return sign | (half + (rest > 0x1000 || (rest === 0x1000 && (half & 1) === 1) ? 1 : 0));
  });
}
