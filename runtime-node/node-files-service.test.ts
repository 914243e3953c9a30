import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { localFileContentsCalculator } from '../src/calculators/io/index.ts';
import { filesService } from '../src/graph/index.ts';
import { runCalculator } from '../src/graph/testing/index.ts';
import { nodeFilesService } from './node-files-service.ts';

let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'millrace-files-')));
  await writeFile(join(folder, 'labels.txt'), 'hand\nface\n');
  await writeFile(join(folder, 'model.bin'), new Uint8Array([0xff, 0xfe]));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const contents = (paths: Readonly<Record<string, string>>, text_mode: boolean) =>
  runCalculator(localFileContentsCalculator, {
    sidePackets: paths,
    outputSidePackets: Object.keys(paths).map(name => name.replace('FILE_PATH', 'CONTENTS')),
    options: { text_mode },
    services: { [filesService.key]: nodeFilesService({ base: folder, roots: [folder] }) },
  }).then(({ sidePackets }) => sidePackets);

it('reads files as bytes or as text', async () => {
  expect(await contents({ FILE_PATH: 'labels.txt' }, true)).toEqual({ CONTENTS: 'hand\nface\n' });
  expect(await contents({ FILE_PATH: 'labels.txt', 'FILE_PATH:1': 'model.bin' }, false)).toEqual({
    CONTENTS: new TextEncoder().encode('hand\nface\n'),
    'CONTENTS:1': new Uint8Array([0xff, 0xfe]),
  });
});

it('names the file that cannot be read', async () => {
  await expect(contents({ FILE_PATH: 'none.txt' }, true)).rejects.toThrow('none.txt: cannot be read (ENOENT)');
  await expect(contents({ FILE_PATH: 'model.bin' }, true)).rejects.toThrow('model.bin: is no text in UTF-8');
  await expect(contents({ FILE_PATH: '../x' }, true)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});
