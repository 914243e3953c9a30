import type { Generator } from '../chance/generator.ts';

/** What {@link drawExamplePicture} can draw. */
export const exampleShapes = ['circle', 'cross', 'square', 'triangle'] as const;

/**
 * Draws a figure in one colour on another, at any place, size and slight tilt, with noise: red, green and blue in 0..1,
 * rows of pixels.
 */
export function drawExamplePicture(
  shape: (typeof exampleShapes)[number],
  side: number,
  generator: Generator,
): Float32Array {
  const between = (low: number, high: number): number => low + (high - low) * generator.uniform();
  const back = [between(0, 1), between(0, 1), between(0, 1)];
  // Far enough from the background to be seen.
  const front = back.map(value => (value + between(0.35, 0.65)) % 1);
  const [cx, cy] = [between(0.42, 0.58), between(0.42, 0.58)];
  const radius = between(0.25, 0.38);
  const tilt = between(-0.2, 0.2);
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const data = new Float32Array(side * side * 3);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [dx, dy] = [((column + 0.5) / side - cx) / radius, ((row + 0.5) / side - cy) / radius];
      const inside = isInside(shape, dx * cos + dy * sin, dy * cos - dx * sin);
      for (let c = 0; c < 3; c++) {
        const value = (inside ? front : back)[c]! + between(-0.05, 0.05);
        data[(row * side + column) * 3 + c] = Math.min(1, Math.max(0, value));
      }
    }
  }
  return data;
}

/** In units of the figure's radius, y downwards. */
function isInside(shape: (typeof exampleShapes)[number], x: number, y: number): boolean {
  switch (shape) {
    case 'circle':
      return x * x + y * y < 1;
    case 'cross':
      return Math.max(Math.abs(x), Math.abs(y)) < 1 && Math.min(Math.abs(x), Math.abs(y)) < 0.3;
    case 'square':
      return Math.max(Math.abs(x), Math.abs(y)) < 0.85;
    case 'triangle':
      return y < 0.75 && y > -1 && Math.abs(x) < (y + 1) / 1.75;
  }
}
