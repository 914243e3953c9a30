import { patternKinds } from './pattern-kinds.ts';
import type { Prng } from './prng.ts';
import type { SceneVariant } from './scene-variant.ts';
import type { Noise } from './value-noise.ts';

/** How much of its second colour a pattern shows at a point, and how grainy its cloth is. */
export interface PatternWeight {
  /** 0..1 at scene coordinates. */
  readonly weight: (x: number, y: number) => number;
  readonly grain: number;
}

const fraction = (v: number): number => v - Math.floor(v);
const triangle = (v: number): number => Math.abs(fraction(v) - 0.5) * 2;
/** A fixed random value 0..1 of a lattice cell. */
const cellValue = (i: number, j: number): number => {
  const h = Math.imul(Math.imul(i, 0x27d4eb2d) ^ Math.imul(j, 0x165667b1), 0x9e3779b1);
  return ((h ^ (h >>> 15)) >>> 8) / 0x1000000;
};

/** Chooses a pattern of the variant: how wide, how turned, how grainy. `noise` is smooth noise in 0..1. */
export function samplePatternWeight(prng: Prng, noise: Noise, variant: SceneVariant): PatternWeight {
  const kind = prng.pick(patternKinds[variant]);
  const frequency = prng.range(8, 70);
  const angle = prng.chance(0.5) ? 0 : prng.range(0, Math.PI);
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  const grain = prng.range(0, 0.12);
  const px = prng.range(-0.3, 0.3);
  const py = prng.range(0.1, 0.4);
  // Only training varies these, so that the other variants' scenes stay what they are.
  const varied = variant === 'training';
  const strength = varied ? prng.range(0.25, 1) : 0.8;
  const scale = varied ? Math.exp(prng.range(-0.9, 0.4)) : 1;
  const duty = varied ? prng.range(0.2, 0.6) : 0.4;
  const bend = varied ? prng.range(0.3, 2.5) : 0;
  const tall = varied ? prng.range(0.4, 2.5) : 1;

  const at = (x: number, y: number): number => {
    const u = (x * c + y * s) * frequency * scale;
    const v = (y * c - x * s) * frequency * scale;
    switch (kind) {
      case 'plain':
        return 0;
      case 'stripes':
        return fraction(u) < duty ? 1 : 0;
      case 'plaid':
        return (fraction(u) < 0.35 ? 0.5 : 0) + (fraction(v) < 0.35 ? 0.5 : 0);
      case 'dots':
        return Math.hypot(fraction(u) - 0.5, fraction(v) - 0.5) < 0.25 ? 1 : 0;
      case 'noise':
        return noise(x * frequency * 0.5, y * frequency * 0.5);
      case 'print':
        return Math.abs(x - px) < 0.12 && Math.abs(y - py) < 0.08 ? Math.round(noise(x * 60, y * 60)) : 0;
      case 'hatch':
        return fraction(u + v * 0.3) ** 2;
      case 'checker':
        return (Math.floor(u) + Math.floor(v)) & 1;
      case 'marble':
        return Math.abs(Math.sin(u * 0.4 + noise(x * 9, y * 9) * 8));
      case 'camouflage': {
        const n = noise(u * 0.4, v * 0.4);
        return n < 0.42 ? 0 : n < 0.52 ? 0.5 : 1;
      }
      case 'zigzag':
        return fraction(u + triangle(v * tall) * bend) < duty ? 1 : 0;
      case 'argyle': {
        const d = triangle(u) + triangle(v * tall);
        return Math.abs(d - 1) < 0.12 ? 0.5 : d < 1 ? 1 : 0;
      }
      case 'waves':
        return 0.5 + 0.5 * Math.sin(u * 3 + bend * Math.sin(v * tall * 1.5));
      case 'cells': {
        // The nearest of jittered lattice points, by distance: spots with dark seams.
        let nearest = 9;
        for (let i = -1; i <= 1; i++) {
          for (let j = -1; j <= 1; j++) {
            const p = Math.floor(u) + i;
            const q = Math.floor(v) + j;
            nearest = Math.min(nearest, Math.hypot(u - p - cellValue(p, q), v - q - cellValue(q, p + 19)));
          }
        }
        return nearest < duty ? 1 : 0;
      }
      case 'rings':
        return fraction(Math.hypot(x - px, y - py) * frequency * scale) < duty ? 1 : 0;
      case 'bricks':
        return fraction(v * tall) < 0.15 || fraction(u * 0.5 + (Math.floor(v * tall) & 1) * 0.5) < 0.08 ? 1 : 0;
      case 'fade':
        return Math.min(1, Math.max(0, 0.5 + (x * s + (y - py) * c) * bend * 2));
      case 'halves':
        return (x - px) * c + (y - py) * s > 0 ? 1 : 0;
      case 'interference':
        return Math.sin(u * 2) + Math.sin(v * 2.7 * tall + 1) + Math.sin((u + v) * 1.3 * bend) > 0.3 ? 1 : 0;
      case 'mosaic':
        return cellValue(Math.floor(u), Math.floor(v * tall));
    }
  };
  return { weight: (x, y) => at(x, y) * strength, grain };
}
