import { defineCalculator, image, MediaError, option, optional, required, text } from '../../graph/index.ts';
import { mediaService } from './media-service.ts';

/**
 * Writes pictures as files. A path with a run of `#` becomes numbered files (`out-####.png`: `out-0000.png`,
 * `out-0001.png`, …); without one, each picture replaces the one before, so that the last remains.
 */
export const imageEncodeCalculator = defineCalculator({
  name: 'ImageEncodeCalculator',
  summary: 'Writes pictures or masks as JPEG, PNG or WebP files, numbered or one.',
  example: `
calculator: ImageEncodeCalculator
input_stream: IMAGE:mask
options: {output_file_path: 'mask-####.png'}
`,
  inputs: { IMAGE: required(image, 'Pictures or masks; float masks are written as 0 to 255') },
  sidePackets: { OUTPUT_FILE_PATH: optional(text, 'The file or pattern; takes precedence over the option') },
  options: {
    output_file_path: option.string({ description: 'The file or pattern, where no side packet names it' }),
    quality: option.integer({ description: 'Of JPEG and WebP', default: 90, minimum: 1, maximum: 100 }),
    every: option.integer({
      description: 'Writes each so-many-th picture only, from the first on',
      default: 1,
      minimum: 1,
    }),
  },
  services: { media: mediaService },
  *check({ sidePackets, options }) {
    if (sidePackets('OUTPUT_FILE_PATH') === 0 && options.output_file_path === undefined) {
      yield 'No file is named. Connect the side packet OUTPUT_FILE_PATH, or set the option output_file_path.';
    }
  },
  open(ctx) {
    const path = ctx.sidePackets.OUTPUT_FILE_PATH ?? ctx.options.output_file_path;
    if (path === undefined) throw new MediaError('OUTPUT_FILE_PATH: no file is named. Give a path.');
    const { quality, every } = ctx.options;
    let seen = 0;
    let written = 0;
    return {
      async process(ctx) {
        const picture = ctx.inputs.IMAGE.value;
        if (picture === undefined) return;
        seen += 1;
        if ((seen - 1) % every !== 0) return;
        await ctx.services.media.writeImage(numbered(path, written), picture, { quality });
        written += 1;
        ctx.count('images_written');
      },
    };
  },
});

/** The last run of `#` in a path, replaced by a number with at least as many digits. */
function numbered(path: string, index: number): string {
  return path.replace(/#+(?=[^#]*$)/, run => String(index).padStart(run.length, '0'));
}
