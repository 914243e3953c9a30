import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { type YuvTags, yuvLength } from '../../src/calculators/image/index.ts';
import { type OpenedFile, pathOfOpened } from '../opened-file.ts';
import { checkSide } from './check-side.ts';
import type { DecodedFrame } from './decoded-frame.ts';
import type { FfmpegProgram } from './ffmpeg-program.ts';
import type { FrameBuffer, FrameBuffers } from './frame-buffers.ts';
import type { FrameTable } from './frame-table.ts';

/**
 * Decodes a file's first video track with an ffmpeg child process. A raw pipe carries no timestamps: frame k of the pipe
 * is entry k of the container's table, with ffmpeg told to drop and repeat nothing.
 *
 * The pipe is the back-pressure: ffmpeg stops when nobody reads. Pixels that are not 4:2:0 of 8 bits are converted, to
 * limited range.
 *
 * @throws Error with ffmpeg's own words when it fails; ResourceLimitError for a side of more than 16,384 pixels.
 */
export async function* ffmpegFrames(
  ffmpeg: FfmpegProgram,
  file: OpenedFile,
  table: FrameTable,
  buffers: FrameBuffers,
): AsyncGenerator<DecodedFrame, void, undefined> {
  const stream = await probe(ffmpeg, file);
  const { width, height, native } = stream;
  // The container may say less than the stream.
  checkSide(file.path, 'video', width, height);
  const pixels = native ? ['-pix_fmt', stream.pixels] : ['-vf', 'scale=out_range=limited', '-pix_fmt', 'yuv420p'];
  const child = spawn(
    ffmpeg.path,
    // Frames come as they are coded: rotation is a tag that the reader passes on.
    [
      '-nostdin',
      '-v',
      'error',
      '-noautorotate',
      '-i',
      inputName(pathOfOpened(file)),
      '-map',
      '0:v:0',
      ...ffmpeg.passthrough,
    ]
      .concat(pixels)
      .concat(['-f', 'rawvideo', 'pipe:1']),
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const complaint = text(child.stderr);
  const ended = new Promise<number>(resolve => {
    child.once('error', () => resolve(127));
    child.once('close', code => resolve(code ?? 1));
  });
  let buffer: FrameBuffer | undefined;
  try {
    const length = yuvLength(width, height);
    let filled = 0;
    let index = 0;
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; ) {
        buffer ??= buffers.allocBytes(length);
        const part = Math.min(chunk.length - at, length - filled);
        buffer.data.set(chunk.subarray(at, at + part), filled);
        at += part;
        filled += part;
        if (filled < length) continue;
        const whole = buffer;
        buffer = undefined;
        filled = 0;
        const timestampUs = table.timestampsUs[index] ?? Number.NaN;
        const durationUs = table.durationsUs[index] ?? 0;
        index += 1;
        yield { timestampUs, durationUs, width, height, layout: 'i420', tags: stream.tags, buffer: whole };
      }
    }
    const code = await ended;
    // With frames delivered, the reader's own count tells what is missing better than ffmpeg's exit code.
    if (code !== 0 && index === 0)
      throw new Error(firstLine(await complaint, file) || `ffmpeg ended with code ${code}`);
  } finally {
    buffer?.release();
    child.kill('SIGKILL');
    await ended;
  }
}

interface ProbedStream {
  readonly width: number;
  readonly height: number;
  readonly pixels: string;
  readonly native: boolean;
  readonly tags: YuvTags;
}

/** Asks ffmpeg's sibling for size, pixel format and colour tags of the first video track. */
async function probe(ffmpeg: FfmpegProgram, file: OpenedFile): Promise<ProbedStream> {
  const program = ffmpeg.path.replace(/ffmpeg(?=(\.exe)?$)/i, 'ffprobe');
  const fields = 'width,height,pix_fmt,color_space,color_range';
  const child = spawn(
    program,
    [
      '-v',
      'error',
      '-select_streams',
      'v:0',
      '-show_entries',
      `stream=${fields}`,
      '-of',
      'json',
      inputName(pathOfOpened(file)),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const started = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  const [output, complaint] = await Promise.all([text(child.stdout), text(child.stderr), started]);
  const parsed: unknown = JSON.parse(output === '' ? '{}' : output);
  const stream = first(field(parsed, 'streams'));
  const width = Number(field(stream, 'width'));
  const height = Number(field(stream, 'height'));
  if (!(width > 0 && height > 0)) throw new Error(firstLine(complaint, file) || 'ffmpeg finds no video in it');
  const pixels = String(field(stream, 'pix_fmt'));
  const native = pixels === 'yuv420p' || pixels === 'yuvj420p';
  const fullRange = native && (pixels === 'yuvj420p' || field(stream, 'color_range') === 'pc');
  const matrix = field(stream, 'color_space');
  return { width, height, pixels, native, tags: { matrix: typeof matrix === 'string' ? matrix : null, fullRange } };
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** Names the file as the caller knows it. */
function firstLine(complaint: string, file: OpenedFile): string {
  const [line = ''] = complaint.trim().split('\n');
  return line.replaceAll(pathOfOpened(file), file.path);
}

/** A path that ffmpeg takes for a file, whatever its name: `http:x.mp4` or `-x.mp4` otherwise mean something else. */
export function inputName(path: string): string {
  return `file:${path}`;
}
