import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createImageKernels } from '../../src/calculators/image/index.ts';
import { MediaError } from '../../src/graph/index.ts';
import { ffmpeg, needFfmpeg } from '../../test/media/ffmpeg-oracle.ts';
import { mediaFolder } from '../../test/media/media-folder.ts';
import { readAll } from '../../test/media/read-all.ts';
import { testFrame } from '../../test/media/test-picture.ts';
import { createVideo } from './create-video.ts';
import { openVideo } from './open-video.ts';

const file = mediaFolder();
const FRAMES = 60;

/** Noise does not compress, so that the file is long enough to be cut. */
function noisy(index: number) {
  const frame = testFrame(64, 48, index, index * 40_000, 40_000);
  let state = index + 1;
  for (let i = 0; i < 64 * 48; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    frame.data[i] = 16 + (state >>> 25);
  }
  return frame;
}

async function clip(name: string): Promise<Buffer> {
  const writer = await createVideo(file(name), { latency: 'realtime' });
  for (let i = 0; i < FRAMES; i++) await writer.write(noisy(i));
  await writer.finalize();
  return readFileSync(file(name));
}

/** Moves the table of contents to the front, as for streaming, so that a cut takes pictures and not the table. */
function fastStart(mp4: Buffer): Buffer {
  const boxes = new Map<string, Buffer>();
  for (let at = 0; at < mp4.length; ) {
    const short = mp4.readUInt32BE(at);
    const length = short === 1 ? Number(mp4.readBigUInt64BE(at + 8)) : short;
    boxes.set(mp4.toString('latin1', at + 4, at + 8), mp4.subarray(at, at + length));
    at += length;
  }
  const [ftyp, moov, mdat] = ['ftyp', 'moov', 'mdat'].map(type => Buffer.from(boxes.get(type)!));
  // Chunk offsets count from the start of the file.
  for (let at = moov!.indexOf('stco'); at >= 0; at = moov!.indexOf('stco', at + 4)) {
    for (let i = 0; i < moov!.readUInt32BE(at + 8); i++) {
      const place = at + 12 + i * 4;
      moov!.writeUInt32BE(moov!.readUInt32BE(place) + moov!.length, place);
    }
  }
  return Buffer.concat([ftyp!, moov!, mdat!]);
}

async function failure(name: string): Promise<MediaError> {
  const { error } = await readAll(file(name)).catch((fault: unknown) => ({ error: fault }));
  if (!(error instanceof MediaError)) throw new Error(`${name}: no MediaError but ${String(error)}`);
  expect(error.message.startsWith(file(name))).toBe(true);
  return error;
}

describe('damaged files end in a MediaError that says what is wrong', () => {
  let whole: Buffer;
  let fast: Buffer;
  beforeAll(async () => {
    whole = await clip('whole.mp4');
    fast = fastStart(whole);
    await clip('whole.webm');
  });

  test('missing, empty, a folder, random bytes', async () => {
    expect((await failure('none.mp4')).message).toContain('there is no such file');
    writeFileSync(file('empty.mp4'), '');
    expect((await failure('empty.mp4')).message).toContain('the file is empty; 0 frames were read');
    writeFileSync(file('random.mp4'), noisy(3).data);
    expect((await failure('random.mp4')).message).toContain('it is no video file of a known kind');
    await expect(openVideo(path.dirname(file('x')))).rejects.toThrow(/this is a folder/);
  });

  test('an MP4 without its table of contents', async () => {
    writeFileSync(file('no-moov.mp4'), whole.subarray(0, whole.length >> 1));
    expect((await failure('no-moov.mp4')).message).toMatch(
      /no complete table of contents \(moov\) and its last \d+ bytes are missing/,
    );
  });

  test('a faststart MP4, whole and cut: the table still promises every frame', async () => {
    writeFileSync(file('fast.mp4'), fast);
    expect((await readAll(file('fast.mp4'))).timestamps).toHaveLength(FRAMES);
    writeFileSync(file('cut.mp4'), fast.subarray(0, Math.round(fast.length * 0.6)));
    const error = await failure('cut.mp4');
    expect(error.message).toMatch(/the file ends early: \d+ of 60 frames were read; its last \d+ bytes are missing\. /);
    expect(error.frames).toBeGreaterThan(10);
    expect(error.frames).toBeLessThan(FRAMES);
  });

  test('a WebM that was cut', async () => {
    const webm = readFileSync(file('whole.webm'));
    writeFileSync(file('cut.webm'), webm.subarray(0, Math.round(webm.length * 0.6)));
    expect((await failure('cut.webm')).message).toMatch(/the file ends early: .*bytes are missing/);
  });

  test('flipped bytes among the pictures: hidden by the decoder, or a MediaError, and always an end', async () => {
    let state = 7;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 8; round++) {
      const bytes = Buffer.from(fast);
      const pictures = bytes.indexOf('mdat') + 16;
      for (let i = 0; i < 40; i++) bytes[pictures + random(bytes.length - pictures)] = random(256);
      writeFileSync(file('flipped.mp4'), bytes);
      const result = await readAll(file('flipped.mp4')).catch((error: unknown) => ({ error, frames: [] }));
      if (result.error === undefined) expect(result.frames).toHaveLength(FRAMES);
      else expect(result.error).toBeInstanceOf(MediaError);
    }
  });

  test('flipped bytes in the table of contents', async () => {
    const end = fast.indexOf('mdat');
    for (let round = 0; round < 40; round++) {
      const bytes = Buffer.from(fast);
      for (let i = 0; i < 5; i++) bytes[32 + ((round * 7919 + i * 104729) % (end - 40))] = (round * 37 + i * 101) % 256;
      writeFileSync(file('table.mp4'), bytes);
      const result = await readAll(file('table.mp4')).catch((error: unknown) => ({ error }));
      if (result.error !== undefined) expect(result.error).toBeInstanceOf(MediaError);
    }
  });
});

test('buffers come back: every frame is closed, reading stops in the middle', async () => {
  await clip('stop.mp4');
  const kernels = createImageKernels({ memoryBytes: 16 << 20 });
  const reader = await openVideo(file('stop.mp4'), { buffers: kernels });
  expect(kernels.stats().liveBuffers).toBe(1);
  let count = 0;
  for await (const frame of reader.frames()) {
    frame.close();
    frame.close();
    count += 1;
    expect(kernels.stats().liveBuffers).toBeLessThanOrEqual(1);
    if (count === 5) break;
  }
  await reader.close();
  expect(kernels.stats().liveBuffers).toBe(0);
  const unread = await openVideo(file('stop.mp4'), { buffers: kernels });
  await unread.close();
  await unread.close();
  expect(kernels.stats().liveBuffers).toBe(0);
  expect(() => unread.frames()).toThrow(/read or closed already/);
});

describe.each(['mediabunny-server', 'ffmpeg'] as const)('colours by %s are those of ffmpeg', codecs => {
  test.each([
    ['bt709', 'bt709', 'limited'],
    ['bt601', 'smpte170m', 'limited'],
    ['bt601', 'bt470bg', 'full'],
  ] as const)('%s tagged %s, %s range', async (matrix, tag, range, context?: unknown) => {
    needFfmpeg(context as Parameters<typeof needFfmpeg>[0]);
    const name = file(`colour-${codecs}-${tag}.mp4`);
    const [out, pixels] = range === 'full' ? ['pc', 'yuvj420p'] : ['tv', 'yuv420p'];
    const scale = `scale=out_color_matrix=${matrix}:out_range=${out}:flags=accurate_rnd,format=${pixels}`;
    const tags = ['-colorspace', tag, '-color_range', out, '-color_primaries', 'bt709', '-color_trc', 'bt709'];
    // Large even patches: how chroma is spread between pixels is a matter of taste and not compared.
    ffmpeg(
      [
        '-f',
        'lavfi',
        '-i',
        'smptehdbars=size=320x192:rate=25:duration=0.2',
        '-vf',
        scale,
        '-c:v',
        'libx264',
        '-qp',
        '4',
      ].concat(tags, [name]),
    );
    const { info, frames } = await readAll(name, { codecs });
    expect(info.colour).toEqual({ matrix, range });
    expect(info.colourTagged).toBe(true);
    const kernels = createImageKernels({ backend: 'typescript' });
    const rgba = new Uint8Array(320 * 192 * 4);
    kernels.yuvToRgba(
      { width: 320, height: 192, layout: 'i420', data: frames[2]! },
      { width: 320, height: 192, data: rgba },
      info.colour,
    );
    const decode = `scale=in_color_matrix=${matrix}:in_range=${out}:out_range=pc:flags=accurate_rnd+full_chroma_int,format=rgba`;
    const theirs = ffmpeg(['-i', name, '-vf', decode, '-f', 'rawvideo', '-']).subarray(
      2 * rgba.length,
      3 * rgba.length,
    );
    const differences = Array.from(rgba, (value, i) => Math.abs(value - theirs[i]!)).sort((a, b) => a - b);
    // All but the seams between the small patches of the picture.
    expect(differences[Math.floor(differences.length * 0.9)]).toBeLessThanOrEqual(2);
  });
});

test('without tags: BT.709 from 720 lines on, else BT.601', async context => {
  needFfmpeg(context);
  for (const [size, matrix] of [
    ['320x240', 'bt601'],
    ['64x720', 'bt709'],
  ] as const) {
    const name = file(`untagged-${size}.mp4`);
    ffmpeg(['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=25:duration=0.2`, '-pix_fmt', 'yuv420p', name]);
    const { info } = await readAll(name);
    expect(info).toMatchObject({ colour: { matrix, range: 'limited' }, colourTagged: false });
  }
});

test('4:4:4 is converted by ffmpeg, and the reason says so', async context => {
  needFfmpeg(context);
  const name = file('y444.mp4');
  ffmpeg([
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=64x48:rate=25:duration=0.4',
    '-pix_fmt',
    'yuv444p',
    '-c:v',
    'libx264',
    name,
  ]);
  const { info, timestamps } = await readAll(name);
  expect(info.backend).toBe('ffmpeg');
  expect(info.backendReason).toContain('I444');
  expect(timestamps).toEqual(Array.from({ length: 10 }, (_, i) => i * 40_000));
  const reader = openVideo(name, { codecs: 'mediabunny-server' });
  await expect(reader).rejects.toThrow(/not 8-bit 4:2:0; 0 of 10 frames were read\. Use codecs "ffmpeg"/);
});

test('a size that changes in the middle', async context => {
  needFfmpeg(context);
  const parts = ['64x48', '96x64'].map(size => {
    const name = file(`part-${size}.h264`);
    ffmpeg([
      '-f',
      'lavfi',
      '-i',
      `testsrc2=size=${size}:rate=25:duration=0.4`,
      '-pix_fmt',
      'yuv420p',
      '-c:v',
      'libx264',
      '-bf',
      '0',
      name,
    ]);
    return readFileSync(name);
  });
  writeFileSync(file('joined.h264'), Buffer.concat(parts));
  ffmpeg([
    '-f',
    'h264',
    '-framerate',
    '25',
    '-i',
    file('joined.h264'),
    '-c',
    'copy',
    '-bsf:v',
    'dump_extra',
    file('joined.mkv'),
  ]);
  const { error } = await readAll(file('joined.mkv'), { codecs: 'mediabunny-server' });
  expect(error).toBeInstanceOf(MediaError);
  expect((error as MediaError).message).toMatch(/change their size from 64x48 to 96x64 after \d+ of \d+ frames/);
});

const presenter = path.resolve('../shared/media/presenter-960x540.mp4');

test('a real clip of 760 frames is read completely, with exact timestamps', async context => {
  if (!existsSync(presenter)) context.skip(`${presenter} is not here`);
  const reader = await openVideo(presenter);
  const timestamps: number[] = [];
  for await (const frame of reader.frames()) {
    timestamps.push(frame.timestampUs);
    frame.close();
  }
  expect(timestamps).toEqual(Array.from({ length: 760 }, (_, i) => Math.round((i * 1001 * 1e6) / 30000)));
});
