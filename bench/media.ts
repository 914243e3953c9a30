import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { nodeMediaService } from '../runtime-node/media/node-media-service.ts';
import { createImageKernels } from '../src/calculators/image/index.ts';
import type { Rgba8Image } from '../src/graph/index.ts';
import type { BenchRow } from './bench-row.ts';

const WIDTH = 1280;
const HEIGHT = 720;
const FRAMES = 90;

/**
 * Frames a second at 1280x720 of a moving picture with fine detail: from an H.264 file to RGBA, and from RGBA to an
 * H.264 file. Ours: the default codecs with our colour kernels. Peer: an ffmpeg child process that delivers and takes
 * RGBA through a pipe, as a Node program would use it straightforwardly; and our own code with ffmpeg as codecs.
 */
export async function benchMedia(): Promise<BenchRow[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'millrace-bench-'));
  try {
    const kernels = createImageKernels();
    const pictures = Array.from({ length: 8 }, (_, i) => movingPicture(i));
    const ours = nodeMediaService({ base: folder, kernels });
    const child = nodeMediaService({ base: folder, kernels, codecs: 'ffmpeg' });
    const rows: BenchRow[] = [];
    for (const latency of ['quality', 'realtime'] as const) {
      const mine = await encode(ours, `ours-${latency}.mp4`, latency, pictures);
      const ffmpeg = await encode(child, `child-${latency}.mp4`, latency, pictures);
      const pipe = await encodeByPipe(path.join(folder, `pipe-${latency}.mp4`), latency, pictures);
      rows.push(row(`media/encode-${latency}`, mine, pipe, 'ffmpeg child process, RGBA pipe'));
      rows.push(row(`media/encode-${latency}`, mine, ffmpeg, 'our ffmpeg codecs'));
    }
    const mine = await decode(ours, 'ours-quality.mp4');
    const ffmpeg = await decode(child, 'ours-quality.mp4');
    const pipe = await decodeByPipe(path.join(folder, 'ours-quality.mp4'));
    rows.push(row('media/decode', mine, pipe, 'ffmpeg child process, RGBA pipe'));
    rows.push(row('media/decode', mine, ffmpeg, 'our ffmpeg codecs'));
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Media = ReturnType<typeof nodeMediaService>;
type Latency = 'quality' | 'realtime';

async function encode(media: Media, name: string, latency: Latency, pictures: readonly Rgba8Image[]): Promise<number> {
  const colour = { matrix: 'bt709', range: 'limited' } as const;
  const started = performance.now();
  const writer = await media.createVideo(name, { latency, colour, frameRate: 30 });
  for (let i = 0; i < FRAMES; i++) {
    const picture = pictures[i % pictures.length];
    if (picture === undefined) break;
    const planes = media.toPicture(picture, colour);
    await writer.write({ ...planes, timestampUs: Math.round((i * 1e6) / 30), durationUs: 33_333 });
    planes.close();
  }
  await writer.finalize();
  return rate(started);
}

async function decode(media: Media, name: string): Promise<number> {
  const started = performance.now();
  const reader = await media.openVideo(name);
  for await (const frame of reader.frames()) {
    media.toRgba(frame, reader.info.colour).release?.();
    frame.close();
  }
  return rate(started);
}

async function encodeByPipe(file: string, latency: Latency, pictures: readonly Rgba8Image[]): Promise<number> {
  const preset = latency === 'realtime' ? ['-preset', 'ultrafast', '-tune', 'zerolatency'] : ['-preset', 'medium'];
  const started = performance.now();
  const child = spawn(
    'ffmpeg',
    [
      '-nostdin',
      '-y',
      '-v',
      'error',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgba',
      '-s',
      `${WIDTH}x${HEIGHT}`,
      '-r',
      '30',
    ].concat(['-i', '-', '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-crf', '21', ...preset, file]),
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  const ended = new Promise(resolve => child.once('close', resolve));
  for (let i = 0; i < FRAMES; i++) {
    const picture = pictures[i % pictures.length];
    if (picture !== undefined) await new Promise(resolve => child.stdin.write(picture.data, resolve));
  }
  child.stdin.end();
  await ended;
  return rate(started);
}

async function decodeByPipe(file: string): Promise<number> {
  const started = performance.now();
  const child = spawn('ffmpeg', ['-nostdin', '-v', 'error', '-i', file, '-pix_fmt', 'rgba', '-f', 'rawvideo', '-'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A program needs each picture in one piece.
  const picture = new Uint8Array(WIDTH * HEIGHT * 4);
  let filled = 0;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; ) {
      const part = Math.min(chunk.length - at, picture.length - filled);
      picture.set(chunk.subarray(at, at + part), filled);
      at += part;
      filled = (filled + part) % picture.length;
    }
  }
  return rate(started);
}

function rate(started: number): number {
  return (FRAMES * 1000) / (performance.now() - started);
}

function row(name: string, ours: number, peer: number, peerName: string): BenchRow {
  return { name, metric: `rate at ${WIDTH}x${HEIGHT}`, unit: 'frames/s', ours, peer, peerName, ratio: ours / peer };
}

/** A ramp and texture that move with `index`. */
function movingPicture(index: number): Rgba8Image {
  const data = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const texture = ((x + index * 5) ^ (y + index * 3)) & 31;
      data.set(
        [((x + index * 8) >> 3) + texture, (y >> 2) + texture, ((x + y) >> 4) + texture, 255],
        (y * WIDTH + x) * 4,
      );
    }
  }
  return { kind: 'cpu', format: 'rgba8', width: WIDTH, height: HEIGHT, data };
}
