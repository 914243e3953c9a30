import { ResourceLimitError } from '../../src/graph/index.ts';

/** The longest side of a picture or of a video's frames, in pixels: a file of a few bytes can claim gigabytes. */
export const MAX_SIDE = 16_384;

/**
 * Refuses what is too wide or too high, before it is decoded.
 *
 * @param what - `picture` or `video`.
 * @throws ResourceLimitError for a side of more than 16,384 pixels.
 */
export function checkSide(file: string, what: string, width: number, height: number): void {
  if (Math.max(width, height) <= MAX_SIDE) return;
  throw new ResourceLimitError(
    'imageSide',
    `${file}: the ${what} has ${width} x ${height} pixels; ${MAX_SIDE} are the limit of a side. Make it smaller.`,
  );
}
