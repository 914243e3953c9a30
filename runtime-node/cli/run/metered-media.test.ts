import { expect, it } from 'vitest';
import type { MediaService, OwnedVideoFrame, VideoInfo } from '../../../src/calculators/io/index.ts';
import type { Rgba8Image } from '../../../src/graph/index.ts';
import { meteredMedia } from './metered-media.ts';

const colour = { matrix: 'bt601', range: 'limited' } as const;
const picture: Rgba8Image = { kind: 'cpu', format: 'rgba8', width: 1, height: 1, data: new Uint8Array(4) };
const info: VideoInfo = {
  path: 'a.mp4',
  container: 'MP4',
  codec: 'avc',
  width: 1,
  height: 1,
  rotation: 0,
  frameCount: 3,
  durationUs: 3,
  frameRate: 1,
  audioCodec: undefined,
  colour,
  colourTagged: true,
  backend: 'none',
  backendReason: '',
};
const frame = (timestampUs: number): OwnedVideoFrame => ({
  width: 1,
  height: 1,
  layout: 'i420',
  data: new Uint8Array(3),
  timestampUs,
  durationUs: 1,
  close: () => undefined,
});

/** A service of three frames that writes nowhere. */
const media: MediaService = {
  openVideo: () =>
    Promise.resolve({
      info,
      async *frames() {
        for (const time of [0, 1, 2]) yield await Promise.resolve(frame(time));
      },
      close: () => Promise.resolve(),
    }),
  createVideo: path =>
    Promise.resolve({
      backend: 'none',
      backendReason: '',
      copyAudioFrom: () => Promise.resolve(),
      addAudioPcm: () => Promise.resolve(),
      write: one => (one.timestampUs === 9 ? Promise.reject(new Error('disk')) : Promise.resolve()),
      finalize: () => Promise.resolve({ path, frames: 0, width: 1, height: 1, bytes: 0 }),
      abort: () => Promise.resolve(),
    }),
  readImage: () => Promise.resolve(picture),
  writeImage: () => Promise.resolve(),
  toRgba: () => picture,
  toPicture: () => frame(0),
};

it('counts what is read and what is written, file by file', async () => {
  const { service, reads, writes } = meteredMedia(media);
  const reader = await service.openVideo('a.mp4');
  expect(reads.get('a.mp4')).toEqual({ frames: 0, total: 3 });
  const times: number[] = [];
  for await (const one of reader.frames()) times.push(one.timestampUs);
  expect(times).toEqual([0, 1, 2]);
  expect(reads.get('a.mp4')).toEqual({ frames: 3, total: 3 });

  const writer = await service.createVideo('b.mp4', {});
  await writer.write(frame(0));
  await expect(writer.write(frame(9))).rejects.toThrow('disk');
  expect(writes.get('b.mp4')?.frames).toBe(1);

  expect(await service.readImage('c.png')).toBe(picture);
  await service.writeImage('d.png', picture);
  expect([reads.get('c.png')?.frames, writes.get('d.png')?.frames]).toEqual([1, 1]);
  expect(service.toRgba(frame(0), colour)).toBe(picture);
});
