import { defineCalculator, image, MediaError, option, optional, STOP, text } from '../../graph/index.ts';
import { mediaService } from './media-service.ts';

/** Reads a picture file once: as a side packet, as a packet at time 0, or both. */
export const imageDecodeCalculator = defineCalculator({
  name: 'ImageDecodeCalculator',
  summary: 'Reads a JPEG, PNG or WebP file as a side packet and as a packet at time 0.',
  example: `
calculator: ImageDecodeCalculator
input_side_packet: INPUT_FILE_PATH:path
output_side_packet: IMAGE:background
`,
  sidePackets: { INPUT_FILE_PATH: optional(text, 'The file; takes precedence over the option') },
  outputs: { IMAGE: optional(image, 'The picture (rgba8), at time 0') },
  outputSidePackets: { IMAGE: optional(image, 'The picture (rgba8)') },
  options: { input_file_path: option.string({ description: 'The file, where no side packet names it' }) },
  services: { media: mediaService },
  *check({ sidePackets, options, outputs, outputSidePackets }) {
    if (sidePackets('INPUT_FILE_PATH') === 0 && options.input_file_path === undefined) {
      yield 'No file is named. Connect the side packet INPUT_FILE_PATH, or set the option input_file_path.';
    }
    if (outputs('IMAGE') + outputSidePackets('IMAGE') === 0) {
      yield 'The picture goes nowhere. Connect the output stream IMAGE, the output side packet IMAGE, or both.';
    }
  },
  async open(ctx) {
    const path = ctx.sidePackets.INPUT_FILE_PATH ?? ctx.options.input_file_path;
    if (path === undefined) throw new MediaError('INPUT_FILE_PATH: no file is named. Give a path.');
    const { media } = ctx.services;
    // Each has its own owner, and so its own buffer: the side packet outlives the stream's packet.
    ctx.outputSidePackets.IMAGE?.set(await media.readImage(path));
    const streamed = ctx.outputs.IMAGE === undefined ? undefined : await media.readImage(path);
    return {
      process(ctx) {
        if (streamed !== undefined) ctx.outputs.IMAGE?.emit(streamed, 0);
        return STOP;
      },
    };
  },
});
