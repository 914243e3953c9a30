import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createImageKernels } from '../../src/calculators/image/index.ts';
import { mediaService, videoDecodeCalculator, videoEncodeCalculator } from '../../src/calculators/io/index.ts';
import { MillraceError, type Rgba8Image } from '../../src/graph/index.ts';
import { runCalculator } from '../../src/graph/testing/index.ts';
import { needFfmpeg } from '../../test/media/ffmpeg-oracle.ts';
import { mediaFolder } from '../../test/media/media-folder.ts';
import { testFrame } from '../../test/media/test-picture.ts';
import { createFileAccess, type FileAccess } from '../file-access.ts';
import { nodeMediaService } from './node-media-service.ts';

const file = mediaFolder();

function gradient(width: number, height: number, blue: number): Rgba8Image {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    data.set([((i % width) * 255) / width, (Math.floor(i / width) * 255) / height, blue, 255], i * 4);
  }
  return { kind: 'cpu', format: 'rgba8', width, height, data };
}

test('pictures go through an encoder and come back from a decoder in their colours, nothing stays on loan', async () => {
  const kernels = createImageKernels({ memoryBytes: 32 << 20 });
  const services = { [mediaService.key]: nodeMediaService({ base: file('.'), kernels }) };
  const times = [16_683, 50_050, 83_417, 200_001];
  await runCalculator(videoEncodeCalculator, {
    services,
    inputs: { VIDEO: times.map((time, i) => [time, gradient(96, 64, 40 + i * 50)] as const) },
    sidePackets: { OUTPUT_FILE_PATH: 'graph.mp4' },
    options: { quality: 'very-high' },
  });
  expect(existsSync(file('graph.mp4.partial'))).toBe(false);
  const read = await runCalculator(videoDecodeCalculator, {
    services,
    sidePackets: { INPUT_FILE_PATH: 'graph.mp4' },
    outputs: ['VIDEO'],
  });
  expect(read.outputs['VIDEO']?.map(([time]) => time)).toEqual(times);
  expect(kernels.stats().liveBuffers).toBe(0);
});

test('colours survive the way into a file and out of it', async () => {
  const kernels = createImageKernels({ backend: 'typescript' });
  const media = nodeMediaService({ kernels });
  for (const matrix of ['bt601', 'bt709'] as const) {
    const colour = { matrix, range: 'limited' } as const;
    const writer = await media.createVideo(file(`${matrix}.mp4`), { colour, quality: 'very-high' });
    const original = gradient(96, 64, 120);
    const planes = media.toPicture(original, colour);
    await writer.write(planes);
    planes.close();
    await writer.finalize();
    const reader = await media.openVideo(file(`${matrix}.mp4`));
    expect(reader.info.colour).toEqual(colour);
    for await (const frame of reader.frames()) {
      const back = media.toRgba(frame, reader.info.colour);
      const mean = back.data.reduce((sum, value, i) => sum + Math.abs(value - original.data[i]!), 0) / back.data.length;
      expect(mean).toBeLessThan(3);
      back.release?.();
      frame.close();
    }
  }
  expect(kernels.stats().liveBuffers).toBe(0);
});

test('stills: PNG is exact, JPEG close; damaged ones say so', async () => {
  const media = nodeMediaService({ base: file('.') });
  const picture = gradient(33, 21, 90);
  await media.writeImage('a.png', picture);
  const back = await media.readImage('a.png');
  expect(back).toMatchObject({ format: 'rgba8', width: 33, height: 21 });
  expect([...back.data]).toEqual([...picture.data]);
  await media.writeImage('a.jpg', picture, { quality: 95 });
  const jpeg = await media.readImage('a.jpg');
  expect(jpeg.data.every((value, i) => Math.abs(value - picture.data[i]!) < 24)).toBe(true);
  const mask = { kind: 'cpu', format: 'grayf32', width: 2, height: 1, data: Float32Array.of(0.5, 2) } as const;
  await media.writeImage('mask.png', mask);
  expect([...(await media.readImage('mask.png')).data]).toEqual([128, 128, 128, 255, 255, 255, 255, 255]);

  writeFileSync(file('cut.jpg'), readFileSync(file('a.jpg')).subarray(0, 500));
  await expect(media.readImage('cut.jpg')).rejects.toThrow(/cut\.jpg: the picture cannot be decoded: .*It is damaged/);
  writeFileSync(file('no.png'), 'no picture');
  await expect(media.readImage('no.png')).rejects.toThrow(/cannot be decoded/);
  writeFileSync(file('empty.png'), '');
  await expect(media.readImage('empty.png')).rejects.toThrow(/the file is empty/);
  await expect(media.readImage('none.png')).rejects.toThrow(/there is no such file/);
  await expect(media.writeImage('a.bmp', picture)).rejects.toThrow(/Use \.jpg, \.png or \.webp/);
});

test('paths can be refused before anything is opened', async () => {
  const refuse = (use: string, path: string): never => {
    throw new MillraceError('PERMISSION_DENIED', `${use} ${path}`);
  };
  const media = nodeMediaService({
    access: { open: async path => refuse('read', path), locate: (path, use) => refuse(use, path) },
  });
  await expect(media.openVideo('/x.mp4')).rejects.toThrow('read /x.mp4');
  await expect(media.createVideo('/y.mp4', {})).rejects.toThrow('write /y.mp4');
  await expect(media.readImage('/z.png')).rejects.toThrow('read /z.png');
});

describe('a graph that is limited to a folder', () => {
  const inside = () => file('inside');
  const access = (isPortable = false) => createFileAccess({ base: inside(), roots: [inside()], isPortable });

  /** As if somebody exchanged the file for a link out of the folder as soon as it was opened. */
  const swapping = (name: string): FileAccess => {
    const real = access();
    return Object.assign(access(), {
      open: async (path: string) => {
        const opened = await real.open(path);
        rmSync(join(inside(), name));
        symlinkSync(file(name), join(inside(), name));
        return opened;
      },
    });
  };

  beforeAll(async () => {
    mkdirSync(inside());
    const outside = nodeMediaService({ base: file('.') });
    const own = nodeMediaService({ access: access() });
    for (const [media, side] of [
      [outside, 64],
      [own, 32],
    ] as const) {
      await media.writeImage('still.png', gradient(side, side, 90));
      for (const name of ['clip.mp4', 'child.mp4']) {
        const writer = await media.createVideo(name, { latency: 'realtime' });
        for (let i = 0; i < 3; i++) await writer.write(testFrame(side, side, i, i * 40_000, 40_000));
        await writer.finalize();
      }
    }
    symlinkSync(file('clip.mp4'), join(inside(), 'door.mp4'));
    symlinkSync(file('still.png'), join(inside(), 'door.png'));
  });

  test('reads no picture, video or sound that a link leads to outside', async () => {
    const media = nodeMediaService({ access: access() });
    const fault = 'lies outside the folders that the graph may read';
    await expect(media.readImage('door.png')).rejects.toThrow(fault);
    await expect(media.openVideo('door.mp4')).rejects.toThrow(fault);
    const writer = await media.createVideo('out.mp4', {});
    await expect(writer.copyAudioFrom('door.mp4')).rejects.toThrow(fault);
    await expect(writer.copyAudioFrom(file('clip.mp4'))).rejects.toThrow(fault);
    await writer.abort();
  });

  test('copies sound from where a reader says that it reads, also where absolute paths are refused', async () => {
    const media = nodeMediaService({ access: access(true) });
    const reader = await media.openVideo('clip.mp4');
    const writer = await media.createVideo('out.mp4', {});
    await writer.copyAudioFrom(reader.info.path);
    await expect(writer.copyAudioFrom(join(inside(), 'child.mp4'))).rejects.toThrow('is absolute');
    await writer.abort();
    await reader.close();
  });

  test('reads the picture that it has opened, whatever lies there by now', async () => {
    expect(await nodeMediaService({ access: swapping('still.png') }).readImage('still.png')).toMatchObject({
      width: 32,
    });
  });

  // Only Linux knows an opened file by a path, which ffmpeg needs.
  const backends = (['mediabunny-server', 'ffmpeg'] as const).slice(0, process.platform === 'linux' ? 2 : 1);
  test.for(backends)('reads the video that it has opened, with %s', async (codecs, context) => {
    if (codecs === 'ffmpeg') needFfmpeg(context);
    const name = codecs === 'ffmpeg' ? 'child.mp4' : 'clip.mp4';
    const reader = await nodeMediaService({ access: swapping(name), codecs }).openVideo(name);
    let frames = 0;
    for await (const frame of reader.frames()) {
      expect(frame.width).toBe(32);
      frame.close();
      frames += 1;
    }
    expect(frames).toBe(3);
  });
});
