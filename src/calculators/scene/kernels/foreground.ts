import { sampleColour, samplePattern } from './materials.ts';
import type { Prng } from './prng.ts';
import { paint, type SceneCanvas } from './scene-canvas.ts';
import type { SceneVariant } from './scene-variant.ts';
import { box, capsule, ellipse } from './shapes.ts';

/** Now and then something stands before the people: a microphone's arm; in training also a lid, a mug, the mic itself. */
export function paintForeground(canvas: SceneCanvas, prng: Prng, variant: SceneVariant): void {
  if (!prng.chance(variant === 'training' ? 0.2 : 0.12)) return;
  const x = prng.range(-0.4, 0.4);
  const arm = capsule(x, 0.6, x + prng.range(-0.2, 0.2), prng.range(0.2, 0.42), prng.range(0.005, 0.04));
  const material = samplePattern(prng, sampleColour(prng), variant);
  switch (variant === 'training' ? prng.pick(['arm', 'microphone', 'lid', 'mug'] as const) : 'arm') {
    case 'arm':
      paint(canvas, arm, material, 'scenery');
      break;
    case 'microphone':
      paint(canvas, arm, material, 'scenery');
      paint(
        canvas,
        ellipse(x, prng.range(0.2, 0.4), prng.range(0.02, 0.06), prng.range(0.03, 0.09)),
        material,
        'scenery',
      );
      break;
    case 'lid':
      paint(canvas, box(x, 0.55, prng.range(0.12, 0.3), prng.range(0.08, 0.22), 0.02), material, 'scenery');
      break;
    case 'mug':
      paint(
        canvas,
        box(x, prng.range(0.3, 0.45), prng.range(0.03, 0.06), prng.range(0.04, 0.07), 0.01),
        material,
        'scenery',
      );
      break;
  }
}
