import { spawn } from 'node:child_process';

/** An ffmpeg that was found. */
export interface FfmpegProgram {
  /** How it is started. */
  readonly path: string;
  /** What it calls itself, such as `5.1.9-0+deb12u1`. */
  readonly version: string;
  /** The arguments that keep one output frame per input frame, which were renamed in 5.1. */
  readonly passthrough: readonly string[];
}

const found = new Map<string, Promise<FfmpegProgram | undefined>>();

/** Looks for an ffmpeg program once per path. @returns `undefined` when there is none that starts. */
export function findFfmpeg(path = 'ffmpeg'): Promise<FfmpegProgram | undefined> {
  let program = found.get(path);
  if (program === undefined) {
    program = ask(path);
    found.set(path, program);
  }
  return program;
}

async function ask(path: string): Promise<FfmpegProgram | undefined> {
  const output = await new Promise<string>(resolve => {
    const child = spawn(path, ['-version'], { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    child.once('error', () => resolve(''));
    child.once('close', () => resolve(text));
  });
  const version = /^ffmpeg version (\S+)/.exec(output)?.[1];
  if (version === undefined) return undefined;
  const numbers = /^n?(\d+)\.(\d+)/.exec(version);
  const old = numbers !== null && Number(numbers[1]) * 100 + Number(numbers[2]) < 501;
  return { path, version, passthrough: old ? ['-vsync', 'passthrough'] : ['-fps_mode', 'passthrough'] };
}
