import { type CameraLook, develop, sampleCameraLook } from './camera.ts';
import { paintChair } from './chair.ts';
import { paintForeground } from './foreground.ts';
import { type Placement, type Pose, paintPerson } from './person.ts';
import { createPrng, type Prng } from './prng.ts';
import { paintRoom } from './room.ts';
import { createSceneCanvas } from './scene-canvas.ts';
import type { SceneVariant } from './scene-variant.ts';

/** How people stand in the picture: anywhere and at any size, or head and shoulders as in a video call. */
export type Framing = 'any' | 'call';

/** A scene: everything but the moment. */
export interface Scene {
  readonly seed: number;
  readonly variant: SceneVariant;
  readonly people: readonly (Placement & { readonly seed: number })[];
  readonly look: CameraLook;
  readonly chair: boolean;
}

/** One rendered moment of a scene. */
export interface RenderedScene {
  /** `width * height * 4`. */
  readonly rgba: Uint8Array;
  /** `width * height`: the true coverage of the person, 0..1. */
  readonly mask: Float32Array;
}

/** Chooses a scene. The same arguments give the same scene. */
export function sampleScene(seed: number, variant: SceneVariant, framing: Framing = 'any'): Scene {
  const prng = createPrng(seed * 31 + (variant === 'training' ? 1 : variant === 'held-out' ? 2 : 3));
  const inCall = (): Placement => {
    const head = Math.exp(prng.range(Math.log(0.085), Math.log(0.2)));
    return { head, x: prng.range(-0.45, 0.45) * (1 - head), y: prng.range(-0.3 + head * 0.6, 0.08 - head * 0.4) };
  };
  const place = (): Placement & { readonly seed: number } => {
    if (framing === 'call') return { ...inCall(), seed: prng.integer(0, 1 << 30) };
    const head =
      variant === 'presenter' ? prng.range(0.13, 0.16) : Math.exp(prng.range(Math.log(0.06), Math.log(0.27)));
    return {
      head,
      x: variant === 'presenter' ? prng.range(-0.05, 0.05) : prng.range(-0.62, 0.62) * (1 - head),
      y: variant === 'presenter' ? prng.range(-0.14, -0.1) : prng.range(-0.4 + head * 0.6, 0.2 - head * 0.4),
      seed: prng.integer(0, 1 << 30),
    };
  };
  const count = sampleCount(prng, variant);
  return {
    seed,
    variant,
    people: Array.from({ length: count }, place).sort((a, b) => a.head - b.head),
    look:
      variant === 'presenter'
        ? { ...sampleCameraLook(prng), gain: [1, 1, 0.97], noise: 0.012, lightFall: 0.25, gamma: 0.9 }
        : sampleCameraLook(prng),
    chair: prng.chance(variant === 'presenter' ? 0.25 : 0.5),
  };
}

function sampleCount(prng: Prng, variant: SceneVariant): number {
  switch (variant) {
    case 'presenter':
      return 1;
    case 'held-out':
      return prng.chance(0.04) ? 0 : prng.chance(0.25) ? 2 : 1;
    case 'training':
      return prng.pick([0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3]);
  }
}

const STILL: Pose = { sway: [0, 0], tilt: 0, wave: 0, speak: 0 };

/** How the presenter of a scene stands at `seconds`: slow sways, a nod, a wave, speech. */
export function poseAt(scene: Scene, seconds: number): Pose {
  const p = (scene.seed % 97) / 10;
  return {
    sway: [0.22 * Math.sin(seconds * 1.1 + p), 0.07 * Math.sin(seconds * 1.9 + p * 2)],
    tilt: 0.09 * Math.sin(seconds * 0.9 + p),
    wave: Math.sin(seconds * 3.1 + p),
    speak: Math.max(0, Math.sin(seconds * 11 + p) * Math.sin(seconds * 3.7)),
  };
}

/** Renders a scene at any size. `frame` picks the sensor noise. `plate: true` leaves the people out. */
export function renderScene(
  scene: Scene,
  width: number,
  height: number,
  { pose = STILL, frame = 0, plate = false }: { pose?: Pose; frame?: number; plate?: boolean } = {},
): RenderedScene {
  const canvas = createSceneCanvas(width, height);
  const prng = createPrng(scene.seed * 131 + 7);
  paintRoom(canvas, prng, scene.variant);
  for (const person of scene.people) {
    if (scene.chair) paintChair(canvas, prng, person, scene.variant);
    if (!plate) paintPerson(canvas, createPrng(person.seed), person, pose, scene.variant);
  }
  if (!plate) paintForeground(canvas, prng, scene.variant);
  return { rgba: develop(canvas, scene.look, scene.seed, frame), mask: canvas.mask };
}
