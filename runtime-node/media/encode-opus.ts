import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { PcmAudio } from '../../src/calculators/io/index.ts';
import { inputName } from './ffmpeg-frames.ts';
import type { FfmpegProgram } from './ffmpeg-program.ts';

/** Encodes samples as Opus into a WebM file with an ffmpeg child process. @throws Error with ffmpeg's own words. */
export async function encodeOpus(ffmpeg: FfmpegProgram, audio: PcmAudio, target: string): Promise<void> {
  const { sampleRate, channels, data } = audio;
  const child = spawn(
    ffmpeg.path,
    [
      '-nostdin',
      '-y',
      '-v',
      'error',
      '-f',
      'f32le',
      '-ar',
      String(sampleRate),
      '-ac',
      String(channels),
      '-i',
      'pipe:0',
    ].concat(['-c:a', 'libopus', '-b:a', String(64_000 * channels), '-f', 'webm', inputName(target)]),
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  const complaint = text(child.stderr);
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number>(resolve => {
    child.once('error', () => resolve(127));
    child.once('close', code => resolve(code ?? 1));
  });
  const frames = data.length / channels;
  const interleaved = new Float32Array(data.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < frames; i++) interleaved[i * channels + channel] = data[channel * frames + i] ?? 0;
  }
  child.stdin.end(new Uint8Array(interleaved.buffer));
  const code = await ended;
  if (code !== 0) {
    const line = (await complaint).trim().split('\n')[0] ?? '';
    throw new Error(`ffmpeg: ${line === '' ? `it ended with code ${code}` : line}`);
  }
}
