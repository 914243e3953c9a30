import { checkPlane, checkRgba, checkSameSize } from './check-pixels.ts';
import type { FloatPlane, RgbaPixels } from './pixels.ts';

/**
 * Takes one channel of a picture as a mask: 255 becomes 1.
 *
 * @param channel - 0 red, 1 green, 2 blue, 3 alpha.
 * @throws RangeError when data does not fit its size, the two have different sizes, or there is no such channel.
 */
export function rgbaToMask(picture: RgbaPixels, target: FloatPlane, channel: number): void {
  checkRgba('rgbaToMask', 'picture', picture);
  checkPlane('rgbaToMask', 'target', target);
  checkSameSize('rgbaToMask', 'picture and target', picture, target);
  checkChannel(channel);
  // The sizes are equal, so every index is inside.
  for (let i = 0, p = channel; i < target.data.length; i++, p += 4) target.data[i] = picture.data[p]! / 255;
}

/** Checks the channel of `rgbaToMask`. @throws RangeError */
export function checkChannel(channel: number): void {
  if (channel !== 0 && channel !== 1 && channel !== 2 && channel !== 3) {
    throw new RangeError(`rgbaToMask: channel ${channel} of a picture. Give 0 to 3: red, green, blue, alpha.`);
  }
}
