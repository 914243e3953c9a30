import { spawnSync } from 'node:child_process';

const WHY = 'the program ffmpeg is missing: bash scripts/install-system-packages.sh ffmpeg';

/** Skips a test, with the reason, where there is no ffmpeg to compare with. */
export function needFfmpeg(context: { skip(note: string): void }): void {
  if (spawnSync('ffmpeg', ['-version']).status !== 0) context.skip(WHY);
}

/** Runs ffmpeg (or ffprobe) and returns its standard output. */
export function ffmpeg(args: readonly string[], program = 'ffmpeg'): Buffer {
  const { status, stdout, stderr } = spawnSync(
    program,
    ['-v', 'error', ...(program === 'ffmpeg' ? ['-y'] : []), ...args],
    {
      maxBuffer: 1 << 30,
    },
  );
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr.toString()}`);
  return stdout;
}
