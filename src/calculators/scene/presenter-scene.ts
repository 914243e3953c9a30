import {
  audio,
  defineCalculator,
  type Image,
  image,
  integer,
  option,
  optional,
  required,
  STOP,
} from '../../graph/index.ts';
import { poseAt, renderScene, sampleScene } from './kernels/render-scene.ts';
import { renderVoice } from './kernels/render-voice.ts';

/**
 * Renders a person who talks and moves before a cluttered room, with the true mask of each frame: for demos and for
 * tests that must know the truth. The same options give the same frames on every machine.
 */
export const presenterSceneCalculator = defineCalculator({
  name: 'PresenterSceneCalculator',
  summary: 'Renders a presenter clip: pictures, true masks, the room without the person, and a voice.',
  example: `
calculator: PresenterSceneCalculator
output_stream: [IMAGE:frame, MASK:true_mask]
output_side_packet: AUDIO:voice
options: {width: 640, height: 360, frames: 75}
`,
  sidePackets: { SEED: optional(integer, 'Takes the place of the option seed') },
  outputs: {
    IMAGE: required(image, 'Pictures (rgba8)'),
    MASK: optional(image, 'True coverage of the person (grayf32), 1 = person'),
    PLATE: optional(image, 'The same moment without the person (rgba8)'),
  },
  outputSidePackets: { AUDIO: optional(audio, 'A hummed voice as long as the clip, mono at 48 kHz') },
  options: {
    width: option.integer({ description: 'Pixels', default: 640, minimum: 16, maximum: 4096 }),
    height: option.integer({ description: 'Pixels', default: 360, minimum: 16, maximum: 4096 }),
    frames: option.integer({ description: 'How many', default: 75, minimum: 1 }),
    frame_rate: option.number({ description: 'Frames per second', default: 25, exclusiveMinimum: 0 }),
    seed: option.integer({ description: 'Chooses person, room and movement', default: 7 }),
    variant: option.choice(['presenter', 'training', 'held-out'], {
      description:
        'presenter: one person at a desk. The others: the scenes that the shipped network is trained and judged on',
      default: 'presenter',
    }),
    still: option.boolean({
      description: 'Whether the person keeps still: only the camera’s noise changes',
      default: false,
    }),
    new_scene_each_frame: option.boolean({
      description: 'Whether each frame is another scene (seed, seed + 1 …) in place of the next moment of one',
      default: false,
    }),
  },
  open(ctx) {
    const { width, height, frames, frame_rate, variant, still, new_scene_each_frame: changing } = ctx.options;
    const seed = ctx.sidePackets.SEED ?? ctx.options.seed;
    const framing = variant === 'presenter' ? 'any' : 'call';
    const scene = sampleScene(seed, variant, framing);
    ctx.outputSidePackets.AUDIO?.set(renderVoice(frames / frame_rate, seed));
    let frame = 0;
    return {
      process({ outputs }) {
        const time = Math.round((frame * 1e6) / frame_rate);
        const moment = changing ? sampleScene(seed + frame, variant, framing) : scene;
        const pose = changing || still ? {} : { pose: poseAt(scene, time / 1e6) };
        const { rgba, mask } = renderScene(moment, width, height, { ...pose, frame });
        outputs.IMAGE.emit(picture(rgba, width, height), time);
        outputs.MASK?.emit({ kind: 'cpu', format: 'grayf32', width, height, data: mask } satisfies Image, time);
        if (outputs.PLATE !== undefined) {
          const plate = renderScene(moment, width, height, { ...pose, frame, plate: true });
          outputs.PLATE.emit(picture(plate.rgba, width, height), time);
        }
        frame += 1;
        return frame >= frames ? STOP : undefined;
      },
    };
  },
});

const picture = (data: Uint8Array, width: number, height: number): Image => ({
  kind: 'cpu',
  format: 'rgba8',
  width,
  height,
  data,
});
