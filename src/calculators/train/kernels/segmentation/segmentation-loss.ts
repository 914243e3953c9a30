/** What the loss is of and what its gradient goes to. */
export interface LossBatch {
  /** [N, H / 2, W / 2, 8]: four pixels of two logits (background, person) each, row by row. */
  readonly logits: Float32Array;
  /** Gets the gradient, in the same layout. */
  readonly gradients: Float32Array;
  /** [N, H, W], 0..1. */
  readonly truth: Float32Array;
  /** [N, H, W]: how much each pixel counts in the cross-entropy. */
  readonly weight: Float32Array;
}

/**
 * Weighted cross-entropy plus half a Dice loss, and its gradient by the logits. Dice (Milletari et al., "V-Net", 2016)
 * is taken picture by picture, as IoU is judged, and smoothed by 1: in a picture without people every predicted pixel
 * costs.
 */
export function segmentationLoss(batch: LossBatch, width: number, height: number): number {
  const { logits, gradients, truth, weight } = batch;
  const size = width * height;
  const count = truth.length / size;
  let total = 0;
  for (const w of weight) total += w;
  const half = width >> 1;
  const p = new Float32Array(size);
  let cross = 0;
  let dice = 0;
  for (let n = 0; n < count; n++) {
    const at = n * size;
    let common = 0;
    let sizes = 0;
    for (let y = 0, i = 0; y < height; y++) {
      let o = (n * (height >> 1) + (y >> 1)) * half * 8 + (y & 1) * 4;
      // Two pixels of a row lie side by side, the next two in the next block of eight.
      for (let x = 0; x < width; x++, i++, o += (x & 1) === 1 ? 2 : 6) {
        const d = logits[o + 1]! - logits[o]!;
        const t = truth[at + i]!;
        const e = Math.exp(d > 0 ? -d : d);
        const q = d > 0 ? 1 / (1 + e) : e / (1 + e);
        p[i] = q;
        // softplus(d) - t * d, in the form that cannot overflow.
        cross += weight[at + i]! * ((d > 0 ? d : 0) - d * t + Math.log(1 + e));
        common += q * t;
        sizes += q * q + t * t;
      }
    }
    const upper = 2 * common + 1;
    const lower = sizes + 1;
    dice += 1 - upper / lower;
    const byTruth = 1 / (lower * count);
    const bySize = upper / (lower * lower * count);
    for (let y = 0, i = 0; y < height; y++) {
      let o = (n * (height >> 1) + (y >> 1)) * half * 8 + (y & 1) * 4;
      for (let x = 0; x < width; x++, i++, o += (x & 1) === 1 ? 2 : 6) {
        const q = p[i]!;
        const t = truth[at + i]!;
        const g = (weight[at + i]! * (q - t)) / total + (bySize * q - byTruth * t) * q * (1 - q);
        gradients[o] = -g;
        gradients[o + 1] = g;
      }
    }
  }
  return cross / total + (0.5 * dice) / count;
}
