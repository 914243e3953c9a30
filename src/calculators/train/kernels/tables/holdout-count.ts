/** How many of a class's examples are held back for validation: ceil(rate n). Teachable Machine's rule at .15. */
export function holdoutCount(n: number, rate = 0.15): number {
  return Math.ceil(rate * n);
}
