import { defineCalculator, option, required, tensor } from '../../graph/index.ts';
import { renderScene, sampleScene } from './kernels/render-scene.ts';

/**
 * Renders scenes to train on. Scene `i` of a seed is frame `i` of PresenterSceneCalculator with that seed and
 * `new_scene_each_frame`: to a clip each seed, so that several machines can render a pool in parts.
 */
export const sceneTensorCalculator = defineCalculator({
  name: 'SceneTensorCalculator',
  summary: 'Renders scenes of people in video calls, with the true masks as the fourth channel, before the graph runs.',
  example: `
calculator: SceneTensorCalculator
output_side_packet: TENSOR:scenes
options: {seeds: [5000000], scenes: 100, width: 288, height: 162}
`,
  outputSidePackets: {
    TENSOR: required(tensor, 'Bytes [scenes, height, width, 4]: red, green, blue, and the coverage by people'),
  },
  options: {
    seeds: option.list(option.integer({ description: 'The seed of the first scene' }), {
      description: 'A run of scenes each: of this seed and those after',
      default: [1],
    }),
    scenes: option.integer({ description: 'Scenes of each seed', default: 100, minimum: 1 }),
    width: option.integer({ description: 'Pixels', default: 288, minimum: 16, maximum: 4096 }),
    height: option.integer({ description: 'Pixels', default: 162, minimum: 16, maximum: 4096 }),
    variant: option.choice(['training', 'held-out'], {
      description: 'Which patterns, hair and furniture there are: held-out has others',
      default: 'training',
    }),
  },
  open({ options, outputSidePackets }) {
    const { seeds, scenes, width, height, variant } = options;
    const bytes = width * height * 4;
    const data = new Uint8Array(seeds.length * scenes * bytes);
    for (const [s, seed] of seeds.entries()) {
      for (let i = 0; i < scenes; i++) {
        const { rgba, mask } = renderScene(sampleScene(seed + i, variant, 'call'), width, height, { frame: i });
        for (let p = 0; p < mask.length; p++) rgba[p * 4 + 3] = Math.round((mask[p] ?? 0) * 255);
        data.set(rgba, (s * scenes + i) * bytes);
      }
    }
    outputSidePackets.TENSOR.set({ shape: [seeds.length * scenes, height, width, 4], dtype: 'uint8', data });
    return { process() {} };
  },
});
