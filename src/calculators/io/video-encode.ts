import {
  defineCalculator,
  image,
  MediaError,
  option,
  optional,
  required,
  audio as sound,
  text,
} from '../../graph/index.ts';
import { mediaService } from './media-service.ts';
import { mediaSource } from './media-source.ts';
import { type VideoHeader, videoHeader } from './video-header.ts';
import type { VideoWriter } from './video-writer.ts';

/**
 * Writes pictures as a video file, with their timestamps to the microsecond (in MP4 and MOV; WebM and MKV count whole
 * milliseconds).
 *
 * A frame lasts until the next one; the last one as long as the one before it. The file has the name `NAME.partial`
 * until the run has ended well. Sound is copied without encoding it anew.
 */
export const videoEncodeCalculator = defineCalculator({
  name: 'VideoEncodeCalculator',
  summary: 'Writes pictures as a video file; copies the sound of another file into it.',
  example: `
calculator: VideoEncodeCalculator
input_stream: VIDEO:composited
input_side_packet: [OUTPUT_FILE_PATH:path, MEDIA_SOURCE:source]
options: {quality: high}
`,
  inputs: {
    VIDEO: required(image, 'Pictures (rgba8) of one size'),
    VIDEO_PRESTREAM: optional(videoHeader, 'The expected frame rate, at PreStream'),
  },
  sidePackets: {
    OUTPUT_FILE_PATH: optional(text, 'The file (.mp4, .mov, .webm, .mkv); takes precedence over the option'),
    MEDIA_SOURCE: optional(mediaSource, 'The video whose sound, colours and rotation are taken over'),
    AUDIO_FILE_PATH: optional(text, 'A file whose sound is copied, in place of that of MEDIA_SOURCE'),
    AUDIO: optional(sound, 'Sound that is encoded (Opus), in place of a file’s'),
  },
  options: {
    output_file_path: option.string({ description: 'The file, where no side packet names it' }),
    codec: option.choice(['h264', 'vp8', 'vp9', 'av1'], { description: 'Default: h264; in WebM vp9' }),
    bitrate: option.integer({ description: 'Bits per second; default: what the quality needs', minimum: 1000 }),
    quality: option.choice(['low', 'medium', 'high', 'very-high'], {
      description: 'How good it looks; without effect when a bitrate is given',
      default: 'high',
    }),
    latency: option.choice(['quality', 'realtime'], {
      description: 'quality: smaller files. realtime: several times faster, larger files',
      default: 'quality',
    }),
    frame_rate: option.number({
      description: 'The expected frames per second; helps the codec only',
      exclusiveMinimum: 0,
    }),
    audio: option.choice(['copy', 'none'], { description: 'Whether sound is copied', default: 'copy' }),
    on_failure: option.choice(['remove', 'finalize'], {
      description:
        'What becomes of the file when the run fails or is cancelled: removed, or completed as far as it went',
      default: 'remove',
    }),
  },
  services: { media: mediaService },
  *check({ sidePackets, options }) {
    if (sidePackets('OUTPUT_FILE_PATH') === 0 && options.output_file_path === undefined) {
      yield 'No file is named. Connect the side packet OUTPUT_FILE_PATH, or set the option output_file_path.';
    }
  },
  open(ctx) {
    const { media } = ctx.services;
    const source = ctx.sidePackets.MEDIA_SOURCE;
    const path = ctx.sidePackets.OUTPUT_FILE_PATH ?? ctx.options.output_file_path;
    if (path === undefined) throw new MediaError('OUTPUT_FILE_PATH: no file is named. Give a path.');
    const samples = ctx.sidePackets.AUDIO;
    const soundFile = ctx.sidePackets.AUDIO_FILE_PATH ?? (source?.audioCodec === undefined ? undefined : source.path);
    const { codec, bitrate, quality, latency, audio, on_failure } = ctx.options;
    let header: VideoHeader | undefined;
    let writer: VideoWriter | undefined;
    const colour = source?.colour;
    /** The newest picture as planes: it can be written when the next one says how long it lasts. */
    let held: { readonly picture: ReturnType<typeof media.toPicture>; readonly timestamp: number } | undefined;
    let lastDuration = 0;

    async function begin(log: (line: string) => void): Promise<VideoWriter> {
      const frameRate = ctx.options.frame_rate ?? header?.frame_rate ?? source?.frameRate;
      lastDuration = frameRate === undefined || frameRate <= 0 ? 0 : Math.round(1e6 / frameRate);
      const rotation = source?.rotation ?? 0;
      const created = await media.createVideo(path ?? '', {
        codec,
        bitrate,
        quality,
        latency,
        frameRate,
        colour,
        rotation,
      });
      // Before anything can fail: `close` must find it.
      writer = created;
      log(`${path ?? ''}: encoded by ${created.backend} (${created.backendReason})`);
      if (audio === 'copy' && samples !== undefined) await created.addAudioPcm(samples);
      else if (audio === 'copy' && soundFile !== undefined) await created.copyAudioFrom(soundFile);
      return created;
    }

    async function flush(until: number | undefined): Promise<void> {
      if (held === undefined || writer === undefined) return;
      const { picture, timestamp } = held;
      held = undefined;
      if (until !== undefined) lastDuration = until - timestamp;
      try {
        await writer.write({ ...picture, timestampUs: timestamp, durationUs: lastDuration });
      } finally {
        picture.close();
      }
    }

    return {
      async process(ctx) {
        header = ctx.inputs.VIDEO_PRESTREAM?.value ?? header;
        const picture = ctx.inputs.VIDEO.value;
        if (picture === undefined) return;
        if (picture.format !== 'rgba8') {
          throw new MediaError(`${path}: the pictures have the format ${picture.format}. Connect rgba8 pictures.`);
        }
        if (writer === undefined) await begin(line => ctx.log('info', line));
        const timestamp = ctx.inputTimestamp;
        await flush(timestamp);
        held = { picture: media.toPicture(picture, colour), timestamp };
      },
      async close(ctx) {
        try {
          // `running`: the stream ended while the rest of the graph goes on.
          const well = ctx.graphStatus === 'done' || ctx.graphStatus === 'running';
          if (writer === undefined) {
            if (well) ctx.log('warn', `${path}: no pictures came, no file was written.`);
            return;
          }
          if (!well && on_failure === 'remove') return;
          await flush(undefined);
          const written = await writer.finalize();
          ctx.count('frames_written', written.frames);
          ctx.log(
            'info',
            `${path}: ${written.frames} frames of ${written.width}x${written.height}, ${written.bytes} bytes`,
          );
        } finally {
          held?.picture.close();
          held = undefined;
          // Without effect on a file that was completed.
          await writer?.abort();
        }
      },
    };
  },
});
