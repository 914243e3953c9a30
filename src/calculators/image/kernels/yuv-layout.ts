/** How a 4:2:0 picture lies in one array: three planes (Y, U, V), or Y and one plane of U, V pairs. */
export type YuvLayout = 'i420' | 'nv12';

/** A 4:2:0 picture: the planes one after the other, rows without padding. */
export interface YuvPixels {
  /** In pixels, may be odd. */
  readonly width: number;
  /** In pixels, may be odd. */
  readonly height: number;
  readonly layout: YuvLayout;
  /** {@link yuvLength} bytes: the luma plane, then chroma of `ceil(width/2) x ceil(height/2)`. */
  readonly data: Uint8Array;
}

/** The bytes of a 4:2:0 picture; odd sizes round chroma up. */
export function yuvLength(width: number, height: number): number {
  return width * height + 2 * ((width + 1) >> 1) * ((height + 1) >> 1);
}

/**
 * Checks that a 4:2:0 picture's data has the size that its width and height say.
 *
 * @throws RangeError `where: fact. remedy.`
 */
export function checkYuv(where: string, pixels: YuvPixels): void {
  const { width, height, data } = pixels;
  if (!Number.isSafeInteger(width) || !Number.isSafeInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`${where}: the picture has the size ${width}x${height}. Give whole numbers of at least 1.`);
  }
  if (data.length !== yuvLength(width, height)) {
    throw new RangeError(
      `${where}: ${pixels.layout} of ${width}x${height} has ${data.length} bytes. It needs ${yuvLength(width, height)}, planes without padding.`,
    );
  }
}
