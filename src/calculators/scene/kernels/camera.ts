import { createPrng, type Prng } from './prng.ts';
import type { SceneCanvas } from './scene-canvas.ts';

/** What light and camera do to a scene. */
export interface CameraLook {
  /** Direction of the light's fall-off, radians, and its strength in 0..1. */
  readonly lightAngle: number;
  readonly lightFall: number;
  /** Gain per channel: exposure and colour cast together. */
  readonly gain: readonly [number, number, number];
  readonly gamma: number;
  /** Standard deviation of the sensor noise, 0..1. */
  readonly noise: number;
  /** How much colour noise is shared by neighbouring pixels, as cheap codecs do. */
  readonly blotch: number;
  /** 0..1: strength of a 3x3 softening. */
  readonly soft: number;
  readonly lift: number;
}

/** A random look, from clean daylight to a dim room. */
export function sampleCameraLook(prng: Prng): CameraLook {
  const exposure = prng.range(0.55, 1.35);
  const warm = prng.range(-0.18, 0.18);
  const green = prng.range(-0.06, 0.06);
  return {
    lightAngle: prng.range(0, 2 * Math.PI),
    lightFall: prng.range(0, 0.7),
    gain: [exposure * (1 + warm), exposure * (1 + green), exposure * (1 - warm)],
    gamma: prng.range(0.75, 1.35),
    noise: prng.chance(0.3) ? 0 : prng.range(0, 0.05),
    blotch: prng.range(0, 0.03),
    soft: prng.next(),
    lift: prng.range(0, 0.08),
  };
}

/** Develops a canvas into 8-bit RGBA. The same `frame` gives the same noise. */
export function develop(canvas: SceneCanvas, look: CameraLook, seed: number, frame: number): Uint8Array {
  const { width, height, rgb } = canvas;
  const out = new Uint8Array(width * height * 4);
  const prng = createPrng(seed * 7919 + frame * 104729);
  const c = Math.cos(look.lightAngle) * look.lightFall;
  const s = Math.sin(look.lightAngle) * look.lightFall;
  // Gamma by table; noise from a table of normal deviates: both run for every pixel.
  const curve = new Float32Array(1025);
  for (let i = 0; i <= 1024; i++) curve[i] = look.lift + (1 - look.lift) * (i / 1024) ** look.gamma;
  const deviates = new Float32Array(4096);
  for (let i = 0; i < 4096; i++) deviates[i] = prng.normal();
  let at = 0;
  for (let row = 0; row < height; row++) {
    const y = (row + 0.5) / height - 0.5;
    let blotch = 0;
    for (let column = 0; column < width; column++) {
      const pixel = row * width + column;
      const light = 1 + c * ((column + 0.5) / width - 0.5) * 2 + s * y * 2;
      if ((column & 3) === 0) blotch = (deviates[(prng.next() * 4096) | 0] ?? 0) * look.blotch;
      const grain = (prng.next() * 4096) | 0;
      for (let i = 0; i < 3; i++) {
        const v = softened(rgb, pixel, i, width, height, row, column, look.soft) * light * (look.gain[i] ?? 1);
        const lit = curve[Math.min(1024, Math.max(0, v * 1024)) | 0] ?? 0;
        const n = (deviates[(grain + i * 1361) & 4095] ?? 0) * look.noise + (i === 1 ? -blotch : blotch);
        out[at++] = Math.min(255, Math.max(0, (lit + n) * 255 + 0.5));
      }
      out[at++] = 255;
    }
  }
  return out;
}

function softened(
  rgb: Float32Array,
  pixel: number,
  channel: number,
  width: number,
  height: number,
  row: number,
  column: number,
  soft: number,
): number {
  const here = rgb[pixel * 3 + channel] ?? 0;
  if (soft < 0.1 || row === 0 || column === 0 || row === height - 1 || column === width - 1) return here;
  const cross =
    (rgb[(pixel - 1) * 3 + channel] ?? 0) +
    (rgb[(pixel + 1) * 3 + channel] ?? 0) +
    (rgb[(pixel - width) * 3 + channel] ?? 0) +
    (rgb[(pixel + width) * 3 + channel] ?? 0);
  return (here + soft * 0.25 * cross) / (1 + soft);
}
