import { samplePatternWeight } from './pattern-weights.ts';
import type { Prng } from './prng.ts';
import type { Material, Rgb } from './scene-canvas.ts';
import type { SceneVariant } from './scene-variant.ts';
import { createValueNoise, fractal } from './value-noise.ts';

/** A colour of random hue; `saturation` and `brightness` in 0..1. */
export function hsv(hue: number, saturation: number, brightness: number): Rgb {
  const channel = (offset: number): number => {
    const k = (offset + hue * 6) % 6;
    return brightness - brightness * saturation * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [channel(5), channel(3), channel(1)];
}

/** A random colour as rooms and clothes have them: mostly muted, now and then strong, white, grey or black. */
export function sampleColour(prng: Prng): Rgb {
  const kind = prng.next();
  if (kind < 0.15) return hsv(0, 0, prng.range(0.75, 1));
  if (kind < 0.3) return hsv(prng.next(), prng.range(0, 0.2), prng.range(0.03, 0.2));
  if (kind < 0.5) return hsv(prng.next(), prng.range(0, 0.15), prng.range(0.2, 0.8));
  return hsv(prng.next(), prng.range(0.15, 0.9), prng.range(0.2, 0.95));
}

/** One colour everywhere. */
export function solid(colour: Rgb): Material {
  return (_x, _y, _depth, out) => {
    out.set(colour);
  };
}

const mix = (a: number, b: number, t: number): number => a + (b - a) * t;

/** A base colour under a random pattern of another one, with a fine grain. */
export function samplePattern(prng: Prng, base: Rgb, variant: SceneVariant): Material {
  const other = sampleColour(prng);
  const noise = fractal(createValueNoise(prng.next), 3);
  const { weight, grain } = samplePatternWeight(prng, noise, variant);
  return (x, y, _depth, out) => {
    const w = weight(x, y);
    const g = 1 + (noise(x * 140, y * 140) - 0.5) * grain * 2;
    for (let i = 0; i < 3; i++) out[i] = mix(base[i] ?? 0, other[i] ?? 0, w) * g;
  };
}

/** A material with folds and rounded edges: darker towards its outline over `reach`, with soft noise of `strength`. */
export function shaded(material: Material, prng: Prng, reach: number, strength: number): Material {
  const noise = fractal(createValueNoise(prng.next), 2);
  const scale = prng.range(5, 14);
  const dark = prng.range(0.5, 0.95);
  const turn = prng.range(0.3, 3);
  return (x, y, depth, out) => {
    material(x, y, depth, out);
    const edge = dark + (1 - dark) * Math.min(1, depth / reach);
    const fold = 1 + (noise(x * scale * turn, y * scale) - 0.5) * strength;
    for (let i = 0; i < 3; i++) out[i] = (out[i] ?? 0) * edge * fold;
  };
}
