// Ctrl-C at several moments of a run: the command ends with 130 within two seconds, and each output is whole or not there.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeMediaService } from '../../../runtime-node/media/node-media-service.ts';
import { buildCli, type Cli } from './cli-process.ts';
import { missingCodecs, writeClip } from './clip.ts';

const missing = await missingCodecs();
const hook = pathToFileURL(fileURLToPath(new URL('../../fixtures/cli/interrupt-at.mjs', import.meta.url))).href;
const FRAMES = 12;
const PACKETS = 3000;

const HALF = `# Halves pictures.
type: Half
input_stream: IMAGE:frames
output_stream: IMAGE:small
node:
  calculator: ImageDownsampleCalculator
  input_stream: IMAGE:frames
  output_stream: IMAGE:small
  options: {width: 32, height: 24, filter: area}
`;

const PASS = `# Passes numbers on.
type: Pass
input_stream: in
output_stream: out
node:
  calculator: PassThroughCalculator
  input_stream: in
  output_stream: out
`;

let cli: Cli;
let folder: string;

beforeAll(async () => {
  cli = await buildCli();
});

afterAll(async () => {
  await cli.remove();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-interrupt-'));
  await writeFile(join(folder, 'half.yaml'), HALF);
  await writeFile(join(folder, 'pass.yaml'), PASS);
  const lines = Array.from({ length: PACKETS }, (_, ts) => `{"ts":${ts},"value":${ts}}\n`);
  await writeFile(join(folder, 'in.jsonl'), lines.join(''));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Runs a command that is interrupted at a moment; returns what files it has left that were not there before. */
async function interrupted(moment: string, args: readonly string[]): Promise<readonly string[]> {
  const before = await readdir(folder);
  const log = join(folder, 'moment');
  const env = { NODE_OPTIONS: `--import ${hook}`, INTERRUPT_AT: moment, INTERRUPT_LOG: log };
  const { code, stderr } = await cli.run(['run', ...args], { cwd: folder, env });
  const end = Date.now();
  expect(stderr).toMatch(/^interrupted$/m);
  expect(code).toBe(130);
  expect(end - Number(await readFile(log, 'utf8'))).toBeLessThan(2000);
  return (await readdir(folder)).filter(name => name !== 'moment' && !before.includes(name)).sort();
}

describe('a run on JSON lines, interrupted', () => {
  const args = ['pass.yaml', '-i', 'in=in.jsonl', '-o', 'out=out.jsonl'];

  it.each([
    ['before there is a graph', 'read pass.yaml'],
    ['before the first packet', 'open out.jsonl.partial'],
    ['in the middle', 'write out.jsonl.partial'],
  ])('%s leaves nothing', async (_name, moment) => {
    expect(await interrupted(moment, args)).toEqual([]);
  });

  it.each([
    ['while its output gets its name', 'rename out.jsonl'],
    ['when it has', 'renamed out.jsonl'],
  ])('%s leaves it whole', async (_name, moment) => {
    expect(await interrupted(moment, args)).toEqual(['out.jsonl']);
    const lines = (await readFile(join(folder, 'out.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map(line => (JSON.parse(line) as { value: number }).value)).toEqual(
      Array.from({ length: PACKETS }, (_, i) => i),
    );
  });
});

const title = 'a run on videos, interrupted';

describe.skipIf(missing !== undefined)(
  missing === undefined ? title : `${title} (SKIPPED: no codecs here: ${missing})`,
  () => {
    const args = ['half.yaml', '-i', 'frames=clip.mp4', '-o', 'small=out.mp4'];

    beforeEach(async () => {
      await writeClip(
        join(folder, 'clip.mp4'),
        Array.from({ length: FRAMES }, (_, i) => i * 40_000),
      );
    });

    it.each([
      ['before there is a graph', 'read half.yaml'],
      ['before the first frame', 'open out.mp4.partial'],
    ])('%s leaves nothing', async (_name, moment) => {
      expect(await interrupted(moment, args)).toEqual([]);
    });

    it.each([
      // Of so short a clip, nothing is written before.
      ['when finalising begins', 'write out.mp4.partial'],
      ['while the file gets its name', 'rename out.mp4'],
      ['when it is finalised', 'renamed out.mp4'],
    ])('%s leaves it whole', async (_name, moment) => {
      expect(await interrupted(moment, args)).toEqual(['out.mp4']);
      const reader = await nodeMediaService().openVideo(join(folder, 'out.mp4'));
      expect(reader.info).toMatchObject({ width: 32, height: 24, frameCount: FRAMES });
      await reader.close();
    });

    it('between two pictures leaves whole ones only', async () => {
      const numbered = ['half.yaml', '-i', 'frames=clip.mp4', '-o', 'small=out-##.png'];
      const left = await interrupted('renamed out-03.png', numbered);
      expect(left.slice(0, 4)).toEqual(['out-00.png', 'out-01.png', 'out-02.png', 'out-03.png']);
      expect(left.length).toBeLessThan(FRAMES);
      for (const name of left) {
        expect(await sharp(join(folder, name)).metadata()).toMatchObject({ width: 32, height: 24 });
      }
    });
  },
);
