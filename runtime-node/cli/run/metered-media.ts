import type { MediaService } from '../../../src/calculators/io/media-service.ts';
import type { VideoReader } from '../../../src/calculators/io/video-reader.ts';
import type { VideoWriter } from '../../../src/calculators/io/video-writer.ts';

/** What went through one media file. */
export interface MediaMeter {
  /** Frames or pictures read from it or written to it. */
  frames: number;
  /** For a video that is read: the frames in its table. */
  total: number | undefined;
}

/** A media service that counts frames per file. */
export interface MeteredMedia {
  readonly service: MediaService;
  readonly reads: ReadonlyMap<string, MediaMeter>;
  readonly writes: ReadonlyMap<string, MediaMeter>;
}

/** Counts what goes through a media service: the command line reports it and sums it up. */
export function meteredMedia(media: MediaService): MeteredMedia {
  const reads = new Map<string, MediaMeter>();
  const writes = new Map<string, MediaMeter>();
  const meter = (meters: Map<string, MediaMeter>, path: string): MediaMeter => {
    const known = meters.get(path) ?? { frames: 0, total: undefined };
    meters.set(path, known);
    return known;
  };
  const service: MediaService = {
    async openVideo(path) {
      const reader = await media.openVideo(path);
      const count = meter(reads, path);
      count.total = reader.info.frameCount;
      return meteredReader(reader, count);
    },
    async createVideo(path, options) {
      return meteredWriter(await media.createVideo(path, options), meter(writes, path));
    },
    async readImage(path) {
      const image = await media.readImage(path);
      meter(reads, path).frames += 1;
      return image;
    },
    async writeImage(path, image, options) {
      await media.writeImage(path, image, options);
      meter(writes, path).frames += 1;
    },
    toRgba: (picture, colour) => media.toRgba(picture, colour),
    toPicture: (image, colour) => media.toPicture(image, colour),
  };
  return { service, reads, writes };
}

function meteredReader(reader: VideoReader, count: MediaMeter): VideoReader {
  return {
    info: reader.info,
    async *frames() {
      for await (const frame of reader.frames()) {
        count.frames += 1;
        yield frame;
      }
    },
    close: () => reader.close(),
  };
}

function meteredWriter(writer: VideoWriter, count: MediaMeter): VideoWriter {
  return {
    backend: writer.backend,
    backendReason: writer.backendReason,
    copyAudioFrom: path => writer.copyAudioFrom(path),
    addAudioPcm: audio => writer.addAudioPcm(audio),
    async write(frame) {
      await writer.write(frame);
      count.frames += 1;
    },
    finalize: () => writer.finalize(),
    abort: () => writer.abort(),
  };
}
