import { type HairStyle, type TrainingHair, trainingHair } from './hair-styles.ts';
import type { Prng } from './prng.ts';
import type { Material } from './scene-canvas.ts';
import { both, box, capsule, ellipse, type Shape } from './shapes.ts';

/** What painting hair needs to know of the person. */
export interface HairPlace {
  readonly x: number;
  readonly y: number;
  /** The head's radius and half its width. */
  readonly r: number;
  readonly width: number;
  readonly hair: Material;
  readonly cloth: Material;
  /** Pushes an outline in and out, by up to `amount`. */
  readonly fuzz: (shape: Shape, amount: number) => Shape;
  readonly paint: (shape: Shape, material: Material, softness?: number) => void;
}

/** Paints what lies behind the head. */
export function paintTrainingHairBehind(prng: Prng, kind: TrainingHair, at: HairPlace): void {
  const { x, y, r, width, hair, cloth, fuzz, paint } = at;
  const soft = prng.range(1, 3);
  switch (kind) {
    case 'cloud': {
      // A heap of lumps of any size: short and wild, or wider than the shoulders.
      const spread = prng.range(0.3, 1.3);
      for (let lump = prng.integer(5, 14); lump > 0; lump--) {
        const a = prng.range(Math.PI * 0.8, Math.PI * 2.2);
        const reach = prng.range(0.4, 1) * spread;
        const size = r * prng.range(0.25, 0.75);
        paint(
          fuzz(
            ellipse(
              x + Math.cos(a) * width * (0.5 + reach),
              y - r * 0.1 + Math.sin(a) * r * (0.5 + reach * 0.8),
              size,
              size,
            ),
            r * 0.05,
          ),
          hair,
          soft,
        );
      }
      break;
    }
    case 'spikes':
      for (let spike = prng.integer(5, 11); spike > 0; spike--) {
        const a = prng.range(Math.PI * 1.02, Math.PI * 1.98);
        const reach = prng.range(1.05, 1.6);
        paint(
          capsule(
            x,
            y - r * 0.2,
            x + Math.cos(a) * width * reach,
            y - r * 0.2 + Math.sin(a) * r * reach,
            r * 0.3,
            r * 0.05,
          ),
          hair,
          soft,
        );
      }
      break;
    case 'pigtails':
      for (const side of [-1, 1]) {
        const tip = x + side * width * prng.range(1.2, 2);
        paint(
          fuzz(
            capsule(x + side * width * 0.9, y - r * 0.5, tip, y + r * prng.range(0.3, 1.8), r * 0.3, r * 0.15),
            r * 0.06,
          ),
          hair,
          soft,
        );
      }
      break;
    case 'veil':
      paint(ellipse(x, y, width * prng.range(1.2, 1.4), r * prng.range(1.15, 1.3)), cloth);
      paint(capsule(x, y + r * 0.4, x, y + r * prng.range(1.4, 2.4), width * 1.15, r * prng.range(1, 1.7)), cloth);
      break;
    case 'hat':
    case 'beanie':
    case 'turban':
      if (prng.chance(0.5)) paint(fuzz(ellipse(x, y + r * 0.15, width * 1.25, r * 1.1), r * 0.06), hair, soft);
      break;
  }
}

/** Paints what lies before the head. */
export function paintTrainingHairBefore(prng: Prng, kind: TrainingHair, at: HairPlace): void {
  const { x, y, r, width, hair, cloth, paint } = at;
  const material = prng.chance(0.4) ? hair : cloth;
  const upper = (cut: number): Shape => box(x, y - r * (1.6 + cut), width * 2.4, r * 1.6);
  switch (kind) {
    case 'hat': {
      const brim = y - r * prng.range(0.45, 0.65);
      const crown = r * prng.range(0.35, 0.75);
      paint(box(x, brim - crown * 0.8, width * prng.range(0.75, 1.15), crown, r * prng.range(0.05, 0.3)), material);
      paint(ellipse(x, brim, width * prng.range(1.3, 2.2), r * prng.range(0.08, 0.2)), material);
      break;
    }
    case 'beanie': {
      const cut = prng.range(0.3, 0.55);
      paint(both(ellipse(x, y - r * 0.2, width * 1.15, r * prng.range(1, 1.35)), upper(cut)), material);
      if (prng.chance(0.3)) paint(ellipse(x, y - r * 1.35, r * 0.2, r * 0.2), material, 2);
      break;
    }
    case 'turban':
      paint(
        both(ellipse(x, y - r * 0.5, width * prng.range(1.2, 1.5), r * prng.range(0.7, 0.95)), upper(0.3)),
        material,
      );
      break;
    default:
      break;
  }
}

/** Whether the head keeps the usual hairline. */
export function hasHairline(kind: TrainingHair): boolean {
  return kind === 'cloud' || kind === 'spikes' || kind === 'pigtails';
}

/** Whether a style is one of those that only training has. */
export function isTrainingHair(style: HairStyle): style is TrainingHair {
  return (trainingHair as readonly HairStyle[]).includes(style);
}
