import type { FloatPlane, RgbaPixels } from './pixels.ts';

/**
 * Checks that a picture's data has the size that its width and height say.
 *
 * @throws RangeError `where: fact. remedy.`
 */
export function checkRgba(where: string, name: string, pixels: RgbaPixels): void {
  checkLength(where, name, pixels.width, pixels.height, pixels.data.length, 4);
}

/**
 * Checks that a plane's data has the size that its width and height say.
 *
 * @throws RangeError `where: fact. remedy.`
 */
export function checkPlane(where: string, name: string, plane: FloatPlane): void {
  checkLength(where, name, plane.width, plane.height, plane.data.length, 1);
}

/**
 * Checks that two pictures or planes have one size.
 *
 * @throws RangeError `where: fact. remedy.`
 */
export function checkSameSize(
  where: string,
  names: string,
  a: { readonly width: number; readonly height: number },
  b: { readonly width: number; readonly height: number },
): void {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(
      `${where}: ${names} have different sizes, ${a.width}x${a.height} and ${b.width}x${b.height}. Resize one to the other first.`,
    );
  }
}

/**
 * Checks the length of an array of `channels` values per pixel.
 *
 * @throws RangeError `where: fact. remedy.`
 */
export function checkLength(
  where: string,
  name: string,
  width: number,
  height: number,
  length: number,
  channels: number,
): void {
  if (!Number.isSafeInteger(width) || !Number.isSafeInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`${where}: ${name} has the size ${width}x${height}. Give whole numbers of at least 1.`);
  }
  if (length !== width * height * channels) {
    throw new RangeError(
      `${where}: ${name} of ${width}x${height} has ${length} values. It needs ${width * height * channels}, row-major without padding.`,
    );
  }
}
