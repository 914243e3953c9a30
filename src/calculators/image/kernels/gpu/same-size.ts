import type { PixelSize } from './gpu-image-kernels.ts';

/** @throws RangeError when two pictures differ in size; `names` are what the message calls them. */
export function sameSize(where: string, names: string, a: PixelSize, b: PixelSize): void {
  if (a.width === b.width && a.height === b.height) return;
  throw new RangeError(
    `${where}: ${names} have different sizes, ${a.width}x${a.height} and ${b.width}x${b.height}. Resize one to the other first.`,
  );
}
