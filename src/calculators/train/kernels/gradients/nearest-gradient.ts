/** Pictures that were scaled to the nearest pixel. */
export interface NearestScaling {
  readonly batch: number;
  readonly channels: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  /** Whether the corners of the pictures are the middles of their outer pixels. */
  readonly alignCorners: boolean;
}

/** The gradient of scaling to the nearest pixel: each number of `dy` is added where it was taken from. */
export function nearestGradient(dy: Float32Array, scaling: NearestScaling): Float32Array {
  const { batch, channels, inHeight, inWidth, outHeight, outWidth, alignCorners } = scaling;
  const rows = sources(inHeight, outHeight, alignCorners);
  const columns = sources(inWidth, outWidth, alignCorners);
  const sums = new Float64Array(batch * inHeight * inWidth * channels);
  let at = 0;
  for (let n = 0; n < batch; n++) {
    for (const row of rows) {
      for (const column of columns) {
        const to = ((n * inHeight + row) * inWidth + column) * channels;
        for (let channel = 0; channel < channels; channel++) {
          sums[to + channel] = (sums[to + channel] ?? 0) + (dy[at] ?? 0);
          at += 1;
        }
      }
    }
  }
  return new Float32Array(sums);
}

/** For each pixel along an axis, which it was taken from. */
function sources(from: number, to: number, alignCorners: boolean): readonly number[] {
  const inset = alignCorners && to > 1 ? 1 : 0;
  const scale = (from - inset) / (to - inset);
  return Array.from({ length: to }, (_, i) =>
    Math.min(from - 1, alignCorners ? Math.round(i * scale) : Math.floor(i * scale)),
  );
}
