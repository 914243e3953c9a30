/** Where and how pixels are written as a float tensor of three channels. */
export interface TensorTarget {
  /** `width * height * 3` floats. */
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
  /** `nhwc`: r, g, b of a pixel side by side; `nchw`: three planes. */
  readonly layout: 'nhwc' | 'nchw';
  /** What 0 and 255 become. */
  readonly range: readonly [number, number];
}

/** How a picture is brought to another size: box averages, or bilinear samples at half-pixel centres. */
export type ResizeFilter = 'area' | 'bilinear';
