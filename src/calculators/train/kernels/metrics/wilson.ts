/** The lower end of Wilson's score interval for a share: what a rating is worth at least. 0 without ratings. Wilson, 1927. */
export function wilsonLowerBound(positive: number, n: number, z = 1.96): number {
  if (n === 0) return 0;
  const p = positive / n;
  const square = z * z;
  const centre = p + square / (2 * n);
  const spread = z * Math.sqrt((p * (1 - p) + square / (4 * n)) / n);
  return Math.max(0, (centre - spread) / (1 + square / n));
}
