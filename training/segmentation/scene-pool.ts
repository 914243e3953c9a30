import { type Framing, renderScene, sampleScene } from '../../src/calculators/scene/kernels/render-scene.ts';
import type { SceneVariant } from '../../src/calculators/scene/kernels/scene-variant.ts';

/** Rendered scenes, 8 bits per channel: red, green, blue, and the true mask as the fourth. */
export interface ScenePool {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /** `count * width * height * 4`. */
  readonly pixels: Uint8Array;
}

/** Which scenes a pool has: `count` of them, with the seeds from `firstSeed` on. */
export interface ScenePoolSpec {
  readonly count: number;
  readonly firstSeed: number;
  readonly variant: SceneVariant;
  readonly framing: Framing;
  /** The size they are rendered at: a little more than what the network sees, so that crops stay sharp. */
  readonly width: number;
  readonly height: number;
}

/** Renders the scenes of a pool. */
export function renderScenePool({ count, firstSeed, variant, framing, width, height }: ScenePoolSpec): ScenePool {
  const size = width * height * 4;
  const pixels = new Uint8Array(count * size);
  for (let i = 0; i < count; i++) {
    const { rgba, mask } = renderScene(sampleScene(firstSeed + i, variant, framing), width, height, { frame: i });
    for (let p = 0; p < mask.length; p++) rgba[p * 4 + 3] = Math.round((mask[p] ?? 0) * 255);
    pixels.set(rgba, i * size);
  }
  return { width, height, count, pixels };
}
