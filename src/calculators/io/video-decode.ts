import {
  defineCalculator,
  image,
  MediaError,
  option,
  optional,
  required,
  STOP,
  Timestamp,
  text,
} from '../../graph/index.ts';
import { mediaService } from './media-service.ts';
import { mediaSource } from './media-source.ts';
import { videoHeader } from './video-header.ts';

/**
 * Reads a video file: one picture per frame, with the file's own timestamps to the microsecond.
 *
 * A source. Pictures are neither turned nor scaled; MEDIA_SOURCE carries rotation, colours and the file's name on to an
 * encoder. A file that ends early, or changes its size, ends the run with a MediaError after its last good frame.
 */
export const videoDecodeCalculator = defineCalculator({
  name: 'VideoDecodeCalculator',
  summary: 'Reads the frames of a video file, with exact timestamps.',
  example: `
calculator: VideoDecodeCalculator
input_side_packet: INPUT_FILE_PATH:path
output_side_packet: MEDIA_SOURCE:source
output_stream: [VIDEO:frame, VIDEO_PRESTREAM:header]
`,
  sidePackets: { INPUT_FILE_PATH: optional(text, 'The file; takes precedence over the option') },
  outputs: {
    VIDEO: required(image, 'The frames (rgba8)'),
    VIDEO_PRESTREAM: optional(videoHeader, 'Size, frame rate and duration, once, at PreStream'),
  },
  outputSidePackets: {
    MEDIA_SOURCE: optional(mediaSource, 'The file with its size, colours and rotation, for VideoEncodeCalculator'),
  },
  options: {
    input_file_path: option.string({ description: 'The file, where no side packet names it' }),
    max_frames: option.integer({ description: 'Stops after so many frames; default: all of them', minimum: 1 }),
  },
  services: { media: mediaService },
  *check({ sidePackets, options }) {
    if (sidePackets('INPUT_FILE_PATH') === 0 && options.input_file_path === undefined) {
      yield 'No file is named. Connect the side packet INPUT_FILE_PATH, or set the option input_file_path.';
    }
  },
  async open(ctx) {
    const path = ctx.sidePackets.INPUT_FILE_PATH ?? ctx.options.input_file_path;
    if (path === undefined) throw new MediaError('INPUT_FILE_PATH: no file is named. Give a path.');
    const { media } = ctx.services;
    const reader = await media.openVideo(path);
    const { info } = reader;
    try {
      ctx.log(
        'info',
        `${path}: ${info.codec} ${info.width}x${info.height}, decoded by ${info.backend} (${info.backendReason})`,
      );
      ctx.outputSidePackets.MEDIA_SOURCE?.set(info);
      ctx.outputs.VIDEO_PRESTREAM?.emit(
        {
          format: 'rgba8',
          width: info.width,
          height: info.height,
          frame_rate: info.frameRate,
          duration: info.durationUs / 1e6,
        },
        Timestamp.PreStream,
      );
      ctx.outputs.VIDEO_PRESTREAM?.close();
    } catch (error) {
      // A node that has not opened is not closed.
      await reader.close();
      throw error;
    }
    const frames = reader.frames();
    const limit = ctx.options.max_frames ?? Number.POSITIVE_INFINITY;
    let count = 0;
    return {
      async process(ctx) {
        const next = await frames.next();
        if (next.done === true) return STOP;
        const frame = next.value;
        try {
          ctx.outputs.VIDEO.emit(media.toRgba(frame, info.colour), frame.timestampUs);
        } finally {
          frame.close();
        }
        count += 1;
        return count >= limit ? STOP : undefined;
      },
      close: () => reader.close(),
    };
  },
});
