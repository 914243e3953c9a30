/** A picture as kernels see it: interleaved red, green, blue, alpha; 8 bits each, rows without padding. */
export interface RgbaPixels {
  /** In pixels, at least 1. */
  readonly width: number;
  /** In pixels, at least 1. */
  readonly height: number;
  /** `width * height * 4` bytes. */
  readonly data: Uint8Array;
}

/** One float channel, row-major, rows without padding: a mask (1 = person) or a plane of a tensor. */
export interface FloatPlane {
  /** In pixels, at least 1. */
  readonly width: number;
  /** In pixels, at least 1. */
  readonly height: number;
  /** `width * height` floats. */
  readonly data: Float32Array;
}
