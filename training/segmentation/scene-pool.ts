import {
  type Framing,
  renderScene,
  type SceneVariant,
  sampleScene,
} from '../../src/calculators/scene/kernels/render-scene.ts';

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
}

/** Renders the scenes of a pool. */
export function renderScenePool(
  { count, firstSeed, variant, framing }: ScenePoolSpec,
  width: number,
  height: number,
): ScenePool {
  const size = width * height * 4;
  const pixels = new Uint8Array(count * size);
  for (let i = 0; i < count; i++) {
    const { rgba, mask } = renderScene(sampleScene(firstSeed + i, variant, framing), width, height, { frame: i });
    for (let p = 0; p < mask.length; p++) rgba[p * 4 + 3] = Math.round((mask[p] ?? 0) * 255);
    pixels.set(rgba, i * size);
  }
  return { width, height, count, pixels };
}
