import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decodeImageFile } from './decode-image-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-picture-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('reads RGB, grey and transparent pictures as RGBA', async () => {
  const path = join(folder, 'ünï code.png');
  await sharp(Buffer.from([255, 0, 0, 0, 255, 0]), { raw: { width: 2, height: 1, channels: 3 } })
    .png()
    .toFile(path);
  expect(await decodeImageFile(path)).toEqual({
    kind: 'cpu',
    format: 'rgba8',
    width: 2,
    height: 1,
    data: Uint8Array.of(255, 0, 0, 255, 0, 255, 0, 255),
  });
  await sharp(Buffer.from([7, 9]), { raw: { width: 1, height: 2, channels: 1 } })
    .png()
    .toFile(path);
  expect((await decodeImageFile(path)).data).toEqual(Uint8Array.of(7, 7, 7, 255, 9, 9, 9, 255));
});

it('refuses what is no picture', async () => {
  const path = join(folder, 'x.png');
  await expect(decodeImageFile(path)).rejects.toThrow('cannot be read as a picture');
  await writeFile(path, 'no picture');
  await expect(decodeImageFile(path)).rejects.toThrow(/x\.png: cannot be read as a picture/);
});
