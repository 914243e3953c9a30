/** A batch of the network's inputs and targets. */
export interface Batch {
  /** [N, H, W, 3], 0..1. */
  readonly images: Float32Array;
  /** [N, H, W]: how much of each pixel people cover. */
  readonly truth: Float32Array;
  /** [N, H, W]: how much each pixel counts. */
  readonly weight: Float32Array;
}

/** The arrays of a batch; `images` may be those that a trainer reads. */
export function allocateBatch(count: number, width: number, height: number, images?: Float32Array): Batch {
  const size = count * width * height;
  return {
    images: images ?? new Float32Array(size * 3),
    truth: new Float32Array(size),
    weight: new Float32Array(size),
  };
}
