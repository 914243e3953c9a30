import { sampleColour, samplePattern } from './materials.ts';
import type { Placement } from './person.ts';
import type { Prng } from './prng.ts';
import { paint, type SceneCanvas } from './scene-canvas.ts';
import type { SceneVariant } from './scene-variant.ts';
import { box, ellipse, type Shape, without } from './shapes.ts';

/** Paints the back of a chair behind a person: scenery. Training has more kinds of chairs than the others. */
export function paintChair(canvas: SceneCanvas, prng: Prng, person: Placement, variant: SceneVariant): void {
  const r = person.head;
  const material = samplePattern(prng, sampleColour(prng), variant);
  const halfWidth = r * prng.range(1.5, 2.6);
  const x = person.x + r * prng.range(-0.6, 0.6);
  const y = person.y + r * 3;
  const halfHeight = r * prng.range(1.6, 2.6);
  const back = box(x, y, halfWidth, halfHeight, r * 0.4);
  for (const part of variant === 'training' ? sampleParts(prng, back, x, y, halfWidth, halfHeight, r) : [back]) {
    paint(canvas, part, material, 'scenery');
  }
}

function sampleParts(
  prng: Prng,
  back: Shape,
  x: number,
  y: number,
  halfWidth: number,
  halfHeight: number,
  r: number,
): readonly Shape[] {
  const top = y - halfHeight;
  switch (prng.pick(['plain', 'plain', 'round', 'headrest', 'slats', 'frame', 'high'] as const)) {
    case 'plain':
      return [back];
    case 'round':
      return [ellipse(x, y, halfWidth, halfHeight * prng.range(0.9, 1.3))];
    case 'headrest':
      return [
        back,
        box(x, top - r * prng.range(0.2, 0.9), halfWidth * prng.range(0.4, 0.75), r * prng.range(0.3, 0.6), r * 0.2),
        box(x, top - r * 0.3, r * 0.12, r * 0.7),
      ];
    case 'slats':
      return [-1, -0.5, 0, 0.5, 1].map(side => box(x + side * halfWidth, y, r * 0.14, halfHeight, r * 0.1));
    case 'frame':
      return [without(back, box(x, y, halfWidth - r * 0.25, halfHeight - r * 0.25, r * 0.3))];
    case 'high':
      return [box(x, y - r * 1.5, halfWidth * prng.range(0.5, 0.9), halfHeight + r * prng.range(0.5, 1.8), r * 0.4)];
  }
}
