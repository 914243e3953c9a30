/** A mask value clamped to 0..1; NaN counts as 0. */
export function unitValue(value: number): number {
  return value > 0 ? (value < 1 ? value : 1) : 0;
}
