import { readFileSync, writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { ResourceLimitError } from '../../src/graph/index.ts';
import { mediaFolder } from '../../test/media/media-folder.ts';
import { testFrame } from '../../test/media/test-picture.ts';
import { createVideo } from './create-video.ts';
import { openVideo } from './open-video.ts';
import { readImage } from './read-image.ts';

const file = mediaFolder();

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A PNG that claims a size: its head is true to form, nearly all of its pixels are missing. */
function png(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const pixels = deflateSync(Buffer.alloc(4));
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

it.each([
  [50_000, 50_000],
  [16_385, 1],
  [1, 16_385],
])('refuses a picture of a few bytes that claims %i x %i pixels', async (width, height) => {
  writeFileSync(file('claim.png'), png(width, height));
  const fault: unknown = await readImage(file('claim.png')).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(ResourceLimitError);
  expect(fault).toMatchObject({
    limit: 'imageSide',
    message: `${file('claim.png')}: the picture has ${width} x ${height} pixels; 16384 are the limit of a side. Make it smaller.`,
  });
});

it('finds other faults in a picture at the limit', async () => {
  writeFileSync(file('limit.png'), png(16_384, 1));
  await expect(readImage(file('limit.png'))).rejects.toThrow('the picture cannot be decoded');
});

it.each([
  ['width', 0],
  ['height', 2],
])('refuses a video whose container claims a large %s', async (side, place) => {
  const writer = await createVideo(file('claim.mp4'), { latency: 'realtime' });
  await writer.write(testFrame(64, 48, 0, 0, 40_000));
  await writer.finalize();
  const bytes = readFileSync(file('claim.mp4'));
  // ISO/IEC 14496-12, 12.1.3: the sides stand 28 bytes after the name of a sample entry.
  const entry = bytes.indexOf('stsd') + 16;
  expect([bytes.readUInt16BE(entry + 28), bytes.readUInt16BE(entry + 30)]).toEqual([64, 48]);
  bytes.writeUInt16BE(50_000, entry + 28 + place);
  writeFileSync(file('claim.mp4'), bytes);
  const fault: unknown = await openVideo(file('claim.mp4')).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(ResourceLimitError);
  expect(fault).toMatchObject({ limit: 'imageSide', message: expect.stringContaining('the video has') });
  expect(side).toMatch(/width|height/);
});
