/** How often the loss counts a pixel next to an outline, against 1 elsewhere. */
const OUTLINE_WEIGHT = 2;

/** Writes the weights of the cross-entropy: more within two pixels of the true outline, where masks are judged. */
export function weighOutlines(truth: Float32Array, weight: Float32Array, width: number, height: number): void {
  weight.fill(1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const here = (truth[y * width + x] ?? 0) > 0.5;
      const right = x + 1 < width && (truth[y * width + x + 1] ?? 0) > 0.5 !== here;
      const below = y + 1 < height && (truth[(y + 1) * width + x] ?? 0) > 0.5 !== here;
      if (!right && !below) continue;
      const left = Math.max(0, x - 1);
      const end = Math.min(width, x + 3);
      for (let j = Math.max(0, y - 1); j <= Math.min(height - 1, y + 2); j++) {
        weight.fill(OUTLINE_WEIGHT, j * width + left, j * width + end);
      }
    }
  }
}
