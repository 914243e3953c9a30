import type { InputVideoTrack } from 'mediabunny';
import { type YuvTags, yuvColour } from '../../src/calculators/image/index.ts';
import type { OwnedVideoFrame, VideoInfo, VideoReader } from '../../src/calculators/io/index.ts';
import { MediaError, ResourceLimitError } from '../../src/graph/index.ts';
import { type OpenedFile } from '../opened-file.ts';
import { checkSide } from './check-side.ts';
import { type ChosenCodecs, type CodecOptions, chooseCodecs } from './choose-codecs.ts';
import type { DecodedFrame } from './decoded-frame.ts';
import { ffmpegFrames } from './ffmpeg-frames.ts';
import { findFfmpeg } from './ffmpeg-program.ts';
import { type FrameBuffers, heapFrameBuffers } from './frame-buffers.ts';
import { type FrameTable, readFrameTable } from './frame-table.ts';
import { faultOf, mediaFault } from './media-fault.ts';
import { mediabunnyFrames, UnsupportedPixelsError } from './mediabunny-frames.ts';
import { type MediaFiles, openMediaFile } from './open-media-file.ts';
import { type MediaInput, openMediaInput } from './open-media-input.ts';

/** How a video is read. */
export interface OpenVideoOptions extends CodecOptions {
  /** Where frames are put. Default: a pool of this reader. */
  readonly buffers?: FrameBuffers | undefined;
  /** Which files may be read. Default: all. */
  readonly files?: MediaFiles | undefined;
}

type Frames = AsyncGenerator<DecodedFrame, void, undefined>;

/** A source of frames that has delivered its first one. */
interface Begun {
  readonly codecs: ChosenCodecs;
  readonly frames: Frames;
  readonly first: DecodedFrame;
}

/**
 * Opens a video file: checks its structure, reads its table of frames and decodes the first one, so that what `info`
 * says is true.
 *
 * @throws MediaError that says what is wrong with the file; ResourceLimitError for a side of more than 16,384 pixels.
 */
export async function openVideo(file: string, options: OpenVideoOptions = {}): Promise<VideoReader> {
  const opened = await openMediaFile(file, options.files);
  const media = await openMediaInput(opened);
  try {
    const track = await media.input.getPrimaryVideoTrack();
    if (track === null)
      throw mediaFault(file, 'it has no video track; 0 frames were read', 'Give a file with pictures');
    const table = await readFrameTable(track);
    if (table.timestampsUs.length === 0) {
      const { missingBytes } = media.check;
      const fact =
        missingBytes > 0 ? `the file ends early: its last ${missingBytes} bytes are missing` : 'it lists no frames';
      throw mediaFault(file, `${fact}; 0 frames were read`, RECOPY);
    }
    checkSide(file, 'video', await track.getCodedWidth(), await track.getCodedHeight());
    const codecs = await chooseCodecs(file, options);
    const begun = await begin(opened, file, track, table, codecs, options);
    const info = await describe(opened.path, media, track, table, begun);
    return createReader(file, media, table, begun, info);
  } catch (error) {
    media.input.dispose();
    if (error instanceof MediaError || error instanceof ResourceLimitError) throw error;
    throw mediaFault(file, unreadable(error), RECOPY, 0, error);
  }
}

const RECOPY = 'The file is damaged: copy it again, or convert it with ffmpeg first';

function unreadable(error: unknown): string {
  return `it cannot be read: ${faultOf(error)}; 0 frames were read`;
}

async function begin(
  opened: OpenedFile,
  file: string,
  track: InputVideoTrack,
  table: FrameTable,
  codecs: ChosenCodecs,
  options: OpenVideoOptions,
): Promise<Begun> {
  const buffers = options.buffers ?? heapFrameBuffers();
  const frames =
    codecs.backend === 'ffmpeg'
      ? ffmpegFrames(codecs.ffmpeg, opened, table, buffers)
      : mediabunnyFrames(track, buffers);
  const expected = table.timestampsUs.length;
  try {
    const { value: first } = await frames.next();
    if (first !== undefined) return { codecs, frames, first };
  } catch (error) {
    if (error instanceof ResourceLimitError) throw error;
    const other =
      options.codecs === undefined || options.codecs === 'auto' ? await findFfmpeg(options.ffmpeg) : undefined;
    if (error instanceof UnsupportedPixelsError && codecs.backend !== 'ffmpeg' && other !== undefined) {
      const reason = `@mediabunny/server is installed, but ${error.message}; ffmpeg ${other.version} converts them`;
      return begin(opened, file, track, table, { backend: 'ffmpeg', reason, ffmpeg: other }, options);
    }
    const remedy =
      error instanceof UnsupportedPixelsError ? 'Use codecs "ffmpeg", or convert the file to yuv420p' : RECOPY;
    throw mediaFault(
      file,
      `it cannot be decoded: ${faultOf(error)}; 0 of ${expected} frames were read`,
      remedy,
      0,
      error,
    );
  }
  throw mediaFault(file, `it holds no picture that can be decoded; 0 of ${expected} frames were read`, RECOPY);
}

async function describe(
  path: string,
  media: MediaInput,
  track: InputVideoTrack,
  table: FrameTable,
  begun: Begun,
): Promise<VideoInfo> {
  const { first, codecs } = begun;
  const tags = await mergeTags(track, first.tags);
  const audio = await media.input.getPrimaryAudioTrack();
  const { timestampsUs, durationsUs } = table;
  const count = timestampsUs.length;
  const start = timestampsUs[0] ?? 0;
  const last = timestampsUs[count - 1] ?? 0;
  const durationUs = last + (durationsUs[count - 1] ?? 0) - start;
  return {
    path,
    container: media.container,
    codec: (await track.getCodec()) ?? 'unknown',
    width: first.width,
    height: first.height,
    rotation: await track.getRotation(),
    frameCount: count,
    durationUs,
    frameRate: durationUs > 0 ? (count * 1e6) / durationUs : 0,
    audioCodec: audio === null ? undefined : ((await audio.getCodec()) ?? 'unknown'),
    colour: yuvColour(first.height, tags),
    colourTagged: tags.matrix !== null && tags.matrix !== undefined,
    backend: codecs.backend,
    backendReason: codecs.reason,
  };
}

/** The stream's own tags; where it has none, the container's. */
async function mergeTags(track: InputVideoTrack, own: YuvTags): Promise<YuvTags> {
  const outer = await track.getColorSpace();
  const known = (matrix: string | null | undefined) =>
    matrix === undefined || matrix === null || matrix === 'unknown' || matrix === 'unspecified' ? undefined : matrix;
  return {
    matrix: known(own.matrix) ?? known(outer.matrix),
    fullRange: own.fullRange ?? outer.fullRange,
  };
}

function createReader(file: string, media: MediaInput, table: FrameTable, begun: Begun, info: VideoInfo): VideoReader {
  let started = false;
  let firstTaken = false;
  let closing: Promise<void> | undefined;

  async function* read(): AsyncGenerator<OwnedVideoFrame, void, undefined> {
    let previous = Number.NEGATIVE_INFINITY;
    let count = 0;
    if (closing !== undefined) return;
    firstTaken = true;
    try {
      for (let next: DecodedFrame | undefined = begun.first; next !== undefined; ) {
        const fault = misfit(next, info, previous);
        if (fault !== undefined) {
          next.buffer.release();
          throw mediaFault(
            file,
            `${fault} after ${count} of ${info.frameCount} frames`,
            'Convert it with ffmpeg first',
            count,
          );
        }
        previous = next.timestampUs;
        count += 1;
        yield owned(next);
        const result: IteratorResult<DecodedFrame, void> = await begun.frames.next();
        next = result.done === true ? undefined : result.value;
      }
    } catch (error) {
      const fact = `decoding failed: ${faultOf(error)}; ${count} of ${info.frameCount} frames were read`;
      throw mediaFault(file, fact, RECOPY, count, error);
    } finally {
      await close();
    }
    checkComplete(count, previous);
  }

  function checkComplete(count: number, lastUs: number): void {
    const expected = info.frameCount;
    const { missingBytes, kind } = media.check;
    // VP8 has frames that are never shown; they stand in the table, so only a missing end counts there.
    const short = info.codec === 'vp8' ? lastUs < (table.timestampsUs[expected - 1] ?? 0) : count < expected;
    if (!short && !(kind === 'matroska' && missingBytes > 0)) return;
    const bytes = missingBytes > 0 ? `; its last ${missingBytes} bytes are missing` : '';
    const of = short ? `${count} of ${expected} frames were read` : `only ${count} frames were read`;
    throw mediaFault(
      file,
      missingBytes > 0 ? `the file ends early: ${of}${bytes}` : `frames are missing: ${of}`,
      'The file was cut or damaged: copy it again, or cut it cleanly with ffmpeg',
      count,
    );
  }

  function close(): Promise<void> {
    closing ??= (async () => {
      started = true;
      if (!firstTaken) begun.first.buffer.release();
      await begun.frames.return();
      media.input.dispose();
    })();
    return closing;
  }

  return {
    info,
    frames() {
      if (started) throw new MediaError(`${file}: its frames were read or closed already. Open it again.`);
      started = true;
      return read();
    },
    close,
  };
}

/** What is wrong with a frame in this stream, if anything. */
function misfit(frame: DecodedFrame, info: VideoInfo, previousUs: number): string | undefined {
  if (frame.width !== info.width || frame.height !== info.height) {
    return `the pictures change their size from ${info.width}x${info.height} to ${frame.width}x${frame.height}`;
  }
  if (Number.isNaN(frame.timestampUs)) return 'there are more pictures than its table lists';
  if (frame.timestampUs <= previousUs) return `the time ${frame.timestampUs} us follows ${previousUs} us`;
  return undefined;
}

function owned(frame: DecodedFrame): OwnedVideoFrame {
  let open = true;
  return {
    timestampUs: frame.timestampUs,
    durationUs: frame.durationUs,
    width: frame.width,
    height: frame.height,
    layout: frame.layout,
    data: frame.buffer.data,
    close: () => {
      if (open) frame.buffer.release();
      open = false;
    },
  };
}
