import type { Shape } from './shapes.ts';

/** Red, green, blue in 0..1. */
export type Rgb = readonly [number, number, number];

/** Writes the colour at a point into `out`; `depth` is the distance to the outline, 0 at it and positive inside. */
export type Material = (x: number, y: number, depth: number, out: Float32Array) => void;

/** A float picture with a coverage mask, painted back to front. */
export interface SceneCanvas {
  readonly width: number;
  readonly height: number;
  /** `width * height * 3`, 0..1. */
  readonly rgb: Float32Array;
  /** `width * height`: how much of each pixel the person covers. */
  readonly mask: Float32Array;
}

/** A black canvas without a person. */
export function createSceneCanvas(width: number, height: number): SceneCanvas {
  return { width, height, rgb: new Float32Array(width * height * 3), mask: new Float32Array(width * height) };
}

/** Paints every pixel. */
export function fill(canvas: SceneCanvas, material: Material): void {
  const { width, height, rgb } = canvas;
  const colour = new Float32Array(3);
  for (let row = 0, at = 0; row < height; row++) {
    const y = (row + 0.5) / height - 0.5;
    for (let column = 0; column < width; column++, at += 3) {
      material((column + 0.5 - width / 2) / height, y, 1, colour);
      rgb.set(colour, at);
    }
  }
}

/**
 * Paints a shape over what is there, antialiased over `softness` pixels. A `person` shape adds its coverage to the
 * mask; another one takes it away (it stands before the person).
 */
export function paint(
  canvas: SceneCanvas,
  shape: Shape,
  material: Material,
  kind: 'person' | 'scenery' | 'detail',
  { opacity = 1, softness = 1 }: { opacity?: number; softness?: number } = {},
): void {
  const { width, height, rgb, mask } = canvas;
  const margin = softness / height;
  const [left, top, right, bottom] = shape.box;
  const x0 = Math.max(0, Math.floor((left - margin) * height + width / 2));
  const x1 = Math.min(width, Math.ceil((right + margin) * height + width / 2));
  const y0 = Math.max(0, Math.floor((top - margin + 0.5) * height));
  const y1 = Math.min(height, Math.ceil((bottom + margin + 0.5) * height));
  const colour = new Float32Array(3);
  const scale = height / softness;
  for (let row = y0; row < y1; row++) {
    const y = (row + 0.5) / height - 0.5;
    for (let column = x0; column < x1; column++) {
      const x = (column + 0.5 - width / 2) / height;
      const distance = shape.distance(x, y);
      const alpha = Math.min(1, 0.5 - distance * scale) * opacity;
      if (alpha <= 0) continue;
      material(x, y, -distance, colour);
      const pixel = row * width + column;
      for (let channel = 0, at = pixel * 3; channel < 3; channel++, at++) {
        const below = rgb[at] ?? 0;
        rgb[at] = below + ((colour[channel] ?? 0) - below) * alpha;
      }
      const covered = mask[pixel] ?? 0;
      if (kind === 'person') mask[pixel] = covered + (1 - covered) * alpha;
      else if (kind === 'scenery') mask[pixel] = covered * (1 - alpha);
    }
  }
}
