/**
 * Writes a 32-bit float in up to six significant digits, as C++'s `%g` and MediaPipe do: `0.9`, `1e+06`, `1.5e-05`, `nan`,
 * `-inf`.
 */
export function sixDigits(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return 'nan';
  if (!Number.isFinite(single)) return single < 0 ? '-inf' : 'inf';
  const [digits = '', exponent = '0'] = single.toExponential(5).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(single.toPrecision(6)));
  return `${Number(digits)}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
