import { anyImage, defineCalculator, required } from '../../src/graph/index.ts';
import { frameImporterService } from './frame-importer.ts';
import { pageFrame } from './page-frame.ts';

/**
 * Brings frames of the browser into the graph. The runtime puts it behind each input that a camera, a video or a track
 * feeds, so that the cost of the copy shows among the nodes, and frames that a limiter drops are never copied.
 */
export const videoFrameToImageCalculator = defineCalculator({
  name: 'VideoFrameToImageCalculator',
  summary: 'Turns frames of the browser into pictures, on the device of the graph.',
  example: `
calculator: VideoFrameToImageCalculator
input_stream: FRAME:camera
output_stream: IMAGE:frames
`,
  inputs: { FRAME: required(pageFrame, 'Frames of a camera, a decoder or a video element') },
  outputs: { IMAGE: required(anyImage, 'The pictures (rgba8)') },
  services: { importer: frameImporterService },
  open(ctx) {
    const { importer } = ctx.services;
    return {
      async process(call) {
        const frame = call.inputs.FRAME.value;
        if (frame === undefined) return;
        call.outputs.IMAGE.emit(await importer.toImage(frame));
      },
    };
  },
});
