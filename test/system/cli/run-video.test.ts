import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeMediaService } from '../../../runtime-node/media/node-media-service.ts';
import { buildCli, type Cli } from './cli-process.ts';
import { missingCodecs, writeClip } from './clip.ts';

const media = nodeMediaService();
const missing = await missingCodecs();
// A variable frame rate: frames last 33, 40 and 21 ms in turn.
const TIMES = Array.from({ length: 12 }, (_, i) => Math.floor(i / 3) * 94_000 + [0, 33_000, 73_000][i % 3]!);

const GRAPH = `# Halves pictures.
type: Half
input_stream: IMAGE:frames
output_stream: IMAGE:small
node:
  - calculator: ImageDownsampleCalculator
    name: half
    input_stream: IMAGE:frames
    output_stream: IMAGE:small
    options: {width: 32, height: 24, filter: area}
`;

describe.skipIf(missing !== undefined)(
  missing === undefined ? 'millrace run on videos' : `millrace run on videos (SKIPPED: no codecs here: ${missing})`,
  () => {
    let cli: Cli;
    let folder: string;

    beforeAll(async () => {
      cli = await buildCli();
    });

    afterAll(async () => {
      await cli.remove();
    });

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'millrace-video-'));
      await writeFile(join(folder, 'half.yaml'), GRAPH);
    });

    afterEach(async () => {
      await rm(folder, { recursive: true });
    });

    it('keeps every frame, its time and the sound', async () => {
      await writeClip(join(folder, 'clip.mp4'), TIMES);
      const { code, stdout, stderr } = await cli.run(
        ['run', 'half.yaml', '--input', 'frames=clip.mp4', '--output', 'small=out.mp4', '--json'],
        { cwd: folder },
      );
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        ok: true,
        inputs: [{ stream: 'frames', file: 'clip.mp4', packets: 12 }],
        outputs: [{ stream: 'small', file: 'out.mp4', packets: 12 }],
        dropped: [],
        filtered: [],
        live: 0,
      });
      const reader = await media.openVideo(join(folder, 'out.mp4'));
      expect(reader.info).toMatchObject({ width: 32, height: 24, frameCount: 12, audioCodec: 'opus' });
      const times: number[] = [];
      for await (const frame of reader.frames()) {
        times.push(frame.timestampUs);
        frame.close();
      }
      await reader.close();
      expect(times).toEqual(TIMES);
      expect((await readdir(folder)).sort()).toEqual(['clip.mp4', 'half.yaml', 'out.mp4']);
    });

    it('takes options from the command line, and writes numbered pictures', async () => {
      await writeClip(join(folder, 'clip.mp4'), TIMES.slice(0, 3));
      const { code, stderr } = await cli.run(
        [
          'run',
          'half.yaml',
          '-i',
          'IMAGE=clip.mp4',
          '-o',
          'IMAGE=out-##.png',
          '--set',
          'half.width=16',
          '--set',
          'half.height=12',
        ],
        { cwd: folder },
      );
      expect(stderr).toContain('small: 3 written to out-##.png');
      expect(code).toBe(0);
      expect((await readdir(folder)).filter(name => name.endsWith('.png'))).toEqual([
        'out-00.png',
        'out-01.png',
        'out-02.png',
      ]);
      expect(await sharp(join(folder, 'out-02.png')).metadata()).toMatchObject({ width: 16, height: 12 });
    });

    it('runs on one picture', async () => {
      await sharp({ create: { width: 64, height: 48, channels: 3, background: '#204060' } })
        .png()
        .toFile(join(folder, 'in.png'));
      const { code } = await cli.run(['run', 'half.yaml', '-i', 'frames=in.png', '-o', 'small=out.png'], {
        cwd: folder,
      });
      expect(code).toBe(0);
      expect(await sharp(join(folder, 'out.png')).metadata()).toMatchObject({ width: 32, height: 24 });
    });

    it.each([
      [['-i', 'frames=half.yaml', '-o', 'small=out.mp4'], 2, 'half.yaml is no file of them'],
      [['-i', 'frames=broken.mp4', '-o', 'small=out.mp4'], 3, 'broken.mp4'],
      [['-i', 'frames=clip.mp4', '-o', 'small=out.mp4', '--set', 'half.width=-1'], 2, '--set'],
    ])('refuses %j', async (args, code, message) => {
      await writeClip(join(folder, 'clip.mp4'), TIMES.slice(0, 3));
      await writeFile(join(folder, 'broken.mp4'), 'no video');
      const result = await cli.run(['run', 'half.yaml', ...args], { cwd: folder });
      expect(result.stderr).toContain(message);
      expect(result.code).toBe(code);
      expect((await readdir(folder)).sort()).toEqual(['broken.mp4', 'clip.mp4', 'half.yaml']);
    });

    it('removes its output within two seconds of Ctrl-C', async () => {
      await writeClip(
        join(folder, 'clip.mp4'),
        Array.from({ length: 600 }, (_, i) => i * 33_000),
        320,
        240,
      );
      const { child, result } = cli.start(['run', 'half.yaml', '-i', 'frames=clip.mp4', '-o', 'small=out.mp4'], {
        cwd: folder,
      });
      while (!(await readdir(folder)).some(name => name.endsWith('.partial')))
        await new Promise(resolve => setImmediate(resolve));
      const begin = performance.now();
      child.kill('SIGINT');
      const { code, stderr } = await result;
      expect(performance.now() - begin).toBeLessThan(2000);
      expect(stderr).toContain('interrupted');
      expect(code).toBe(130);
      expect((await readdir(folder)).sort()).toEqual(['clip.mp4', 'half.yaml']);
    });
  },
);
