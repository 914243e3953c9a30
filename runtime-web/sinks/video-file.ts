import { MediaError } from '../../src/graph/index.ts';
import type { Source } from '../sources/source.ts';
import type { SoundRecorder } from './record-sound.ts';
import type { FrameSink } from './sink.ts';

/** How a video is written. */
export interface VideoFileSinkOptions {
  /** Default `mp4`. */
  readonly container?: 'mp4' | 'webm';
  /** Default: the first of H.264, VP9, VP8 that the container holds and the browser encodes. */
  readonly codec?: 'avc' | 'vp9' | 'vp8' | 'av1';
  /** Bits per second. Default: what a good picture of that size needs. */
  readonly bitrate?: number;
  /**
   * Sound to record beside the pictures, such as `microphone()` or `audioFile(file)`. It is opened with the first picture; where
   * that is not possible the recording has no sound, and the log says why.
   */
  readonly sound?: Source;
}

/** A sink with the file that comes out of it. */
export interface VideoFileSink extends FrameSink {
  /** The file of the last run that ended well; `undefined` before that. */
  readonly file: Blob | undefined;
  /** Hands the file to the user. @throws MediaError when there is none. */
  download(name: string): void;
}

/** Records an output as a video in memory, with the timestamps of the packets. Complete when the graph is done or stopped. */
export function videoFile(options: VideoFileSinkOptions = {}): VideoFileSink {
  const { container = 'mp4', bitrate } = options;
  let file: Blob | undefined;
  return {
    takes: 'frames',
    get file() {
      return file;
    },
    download(name) {
      if (file === undefined) throw new MediaError(`${name}: nothing was recorded. Run the graph to its end first.`);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(file);
      link.download = name;
      link.click();
      // The browser has taken what it needs when the click is over.
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    },
    async open(context) {
      const media = await import('mediabunny');
      const { BufferTarget, Mp4OutputFormat, Output, Quality, VideoSample, VideoSampleSource, WebMOutputFormat } =
        media;
      const target = new BufferTarget();
      const format = container === 'mp4' ? new Mp4OutputFormat() : new WebMOutputFormat();
      const output = new Output({ format, target });
      let source: InstanceType<typeof VideoSampleSource> | undefined;
      let sound: SoundRecorder | undefined;
      let start = 0;
      let before = 0;
      return {
        async write(frame) {
          let sample: InstanceType<typeof VideoSample> | undefined;
          try {
            sample = new VideoSample(frame, { timestamp: 0 });
            if (source === undefined) {
              const wanted = options.codec === undefined ? (['avc', 'vp9', 'vp8'] as const) : [options.codec];
              const size = { width: frame.codedWidth, height: frame.codedHeight };
              const codecs = format.getSupportedVideoCodecs();
              const able = wanted.filter(one => codecs.includes(one));
              const codec = await media.getFirstEncodableVideoCodec(able, size);
              if (codec === null) {
                throw new MediaError(
                  `recording: this browser writes none of ${wanted.join(', ')} into ${container}. Choose another container or codec.`,
                );
              }
              const quality = new Quality(bitrate === undefined ? { quality: 'high' } : { bitrate });
              source = new VideoSampleSource({ codec, quality, latencyMode: 'realtime' });
              output.addVideoTrack(source);
              if (options.sound !== undefined) {
                const { recordSound } = await import('./record-sound.ts');
                sound = await recordSound(media, output, options.sound, frame.timestamp, context);
              }
              await output.start();
              start = frame.timestamp;
              before = start - 33_333;
              sound?.begin();
            }
            const { timestamp } = frame;
            sample.setTimestamp((timestamp - start) / 1e6);
            await source.add(sample);
            // A picture lasts as long as the one before.
            await sound?.upTo(2 * timestamp - before);
            before = timestamp;
          } finally {
            // The sample's frame is this one.
            if (sample === undefined) frame.close();
            else sample.close();
          }
        },
        async close() {
          if (source === undefined) {
            await output.cancel();
            return;
          }
          await sound?.end();
          await output.finalize();
          if (target.buffer !== null) file = new Blob([target.buffer], { type: `video/${container}` });
        },
        async abort() {
          // What it would tell is told already, or nobody's matter any more.
          await sound?.end().catch(() => undefined);
          if (output.state === 'started') await output.cancel();
        },
      };
    },
  };
}
