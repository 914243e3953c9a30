import { existsSync } from 'node:fs';
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny';
import { describe, expect, test } from 'vitest';
import { MediaError } from '../../src/graph/index.ts';
import { ffmpeg, needFfmpeg } from '../../test/media/ffmpeg-oracle.ts';
import { mediaFolder } from '../../test/media/media-folder.ts';
import { readAll } from '../../test/media/read-all.ts';
import { testFrame } from '../../test/media/test-picture.ts';
import { type CreateVideoOptions, createVideo } from './create-video.ts';

const file = mediaFolder();

/** 30000/1001 frames a second, as containers of 30000 ticks give it in microseconds. */
const ntsc = (count: number) => Array.from({ length: count }, (_, i) => Math.round((i * 1001 * 1e6) / 30000));
/** Irregular to the microsecond, and late: the first frame is not at 0. */
const irregular = [33_367, 40_001, 73_333, 73_340, 150_000, 150_017, 999_983, 1_000_003, 1_234_567, 2_000_000];

async function write(
  name: string,
  timestamps: readonly number[],
  options: CreateVideoOptions = {},
  width = 64,
  height = 48,
) {
  const path = file(name);
  const writer = await createVideo(path, options);
  for (const [i, timestamp] of timestamps.entries()) {
    const next = timestamps[i + 1] ?? timestamp + 33_333;
    await writer.write(testFrame(width, height, i, timestamp, next - timestamp));
  }
  return { path, written: await writer.finalize() };
}

async function audioPackets(path: string) {
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  const track = await input.getPrimaryAudioTrack();
  if (track === null) throw new Error(`${path} has no audio`);
  const packets: { at: number; data: Uint8Array }[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) {
    packets.push({ at: Math.round(packet.timestamp * 48_000), data: packet.data });
  }
  input.dispose();
  return packets;
}

function meanLuma(frame: Uint8Array, pixels: number): number {
  let sum = 0;
  for (let i = 0; i < pixels; i++) sum += frame[i]!;
  return sum / pixels;
}

describe.each(['mediabunny-server', 'ffmpeg'] as const)('with the codecs of %s', codecs => {
  test('an MP4 keeps 29.97 frames a second exactly, in order', async context => {
    if (codecs === 'ffmpeg') needFfmpeg(context);
    const { path } = await write(`ntsc-${codecs}.mp4`, ntsc(40), { codecs });
    const { timestamps, frames, info, error } = await readAll(path, { codecs });
    expect(error).toBeUndefined();
    expect(timestamps).toEqual(ntsc(40));
    expect(info).toMatchObject({ codec: 'avc', width: 64, height: 48, backend: codecs });
    // B-frames are stored in another order than they are shown: each picture must be the one of its time.
    frames.forEach((frame, i) => {
      const expected = testFrame(64, 48, i, 0).data;
      expect(Math.abs(meanLuma(frame, 64 * 48) - meanLuma(expected, 64 * 48))).toBeLessThan(2);
    });
  });

  test('an MP4 keeps a variable rate and a late start exactly', async context => {
    if (codecs === 'ffmpeg') needFfmpeg(context);
    const { path } = await write(`vfr-${codecs}.mp4`, irregular, { codecs });
    expect((await readAll(path, { codecs })).timestamps).toEqual(irregular);
  });

  test('odd sizes: H.264 gets one column and row more', async context => {
    if (codecs === 'ffmpeg') needFfmpeg(context);
    const even = await write(`odd-${codecs}.mp4`, ntsc(3), { codecs }, 41, 27);
    expect(even.written).toMatchObject({ width: 42, height: 28, frames: 3 });
    const { frames } = await readAll(even.path, { codecs });
    // What is added repeats its neighbour: no dark edge.
    expect(Math.abs(frames[0]![41]! - frames[0]![40]!)).toBeLessThan(6);
    const odd = await write(`odd-${codecs}.webm`, [0, 40_000, 80_000], { codecs }, 41, 27);
    const size = codecs === 'ffmpeg' ? { width: 41, height: 27 } : { width: 42, height: 28 };
    expect(odd.written).toMatchObject(size);
    const read = await readAll(odd.path, { codecs });
    expect(read.info).toMatchObject({ codec: 'vp9', ...size });
    expect(read.timestamps).toEqual([0, 40_000, 80_000]);
    expect(read.frames[0]!.length).toBe(size.width * size.height + 2 * 21 * 14);
  });

  test('colours and rotation are tagged', async context => {
    if (codecs === 'ffmpeg') needFfmpeg(context);
    const colour = { matrix: 'bt709', range: 'limited' } as const;
    const { path } = await write(`tags-${codecs}.mp4`, ntsc(3), { codecs, colour, rotation: 90 });
    const { info } = await readAll(path, { codecs });
    expect(info).toMatchObject({ rotation: 90, colour, colourTagged: true, width: 64, height: 48 });
  });

  test('sound from samples is written as Opus, starting at 0', async context => {
    if (codecs === 'ffmpeg') needFfmpeg(context);
    const path = file(`sound-${codecs}.mp4`);
    const writer = await createVideo(path, { codecs });
    const data = Float32Array.from({ length: 48_000 }, (_, i) => 0.5 * Math.sin((i * 440 * 2 * Math.PI) / 48_000));
    await writer.addAudioPcm({ sampleRate: 48_000, channels: 1, data });
    for (let i = 0; i < 25; i++) await writer.write(testFrame(64, 48, i, i * 40_000, 40_000));
    await writer.finalize();
    expect((await readAll(path, { codecs })).info.audioCodec).toBe('opus');
    const packets = await audioPackets(path);
    expect(Math.abs(packets[0]!.at)).toBeLessThan(960);
    expect(packets.length).toBeGreaterThanOrEqual(50);
    expect(existsSync(`${path}.partial.opus.webm`)).toBe(false);

    const copy = file(`copy-${codecs}.mp4`);
    const second = await createVideo(copy, { codecs });
    await second.copyAudioFrom(path);
    for (let i = 0; i < 25; i++) await second.write(testFrame(64, 48, i, i * 40_000, 40_000));
    await second.finalize();
    expect(await audioPackets(copy)).toEqual(packets);
  });

  test('a file that is given up leaves nothing behind', async context => {
    if (codecs === 'ffmpeg') needFfmpeg(context);
    const path = file(`aborted-${codecs}.mp4`);
    const writer = await createVideo(path, { codecs });
    await writer.write(testFrame(64, 48, 0, 0));
    expect(existsSync(`${path}.partial`)).toBe(true);
    await writer.abort();
    await writer.abort();
    for (const left of [path, `${path}.partial`, `${path}.partial.mkv`]) expect(existsSync(left)).toBe(false);
  });
});

test('ffmpeg reads the same timestamps from our variable rate', async context => {
  needFfmpeg(context);
  const { path } = await write('oracle.mp4', irregular);
  const args = ['-select_streams', 'v:0', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0', path];
  const times = ffmpeg(args, 'ffprobe').toString().trim().split(/\s+/);
  expect(times.filter(time => time !== '').map(time => Math.round(Number.parseFloat(time) * 1e6))).toEqual(irregular);
});

test("AAC with its priming is copied bit by bit, from a file of ffmpeg's", async context => {
  needFfmpeg(context);
  const source = file('aac.mp4');
  ffmpeg(
    [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=64x48:rate=25:duration=1',
      '-f',
      'lavfi',
      '-i',
      'sine=frequency=440:duration=1',
    ].concat(['-c:v', 'libx264', '-c:a', 'aac', source]),
  );
  const path = file('aac-copy.mp4');
  const writer = await createVideo(path);
  await writer.copyAudioFrom(source);
  for (let i = 0; i < 25; i++) await writer.write(testFrame(64, 48, i, i * 40_000, 40_000));
  await writer.finalize();
  const packets = await audioPackets(source);
  expect(packets[0]!.at).toBeLessThan(0);
  expect(await audioPackets(path)).toEqual(packets);

  const webm = await createVideo(file('aac.webm'));
  await expect(webm.copyAudioFrom(source)).rejects.toThrow(
    /cannot hold the audio of .*aac\.mp4 \(aac\); it holds opus, vorbis\. Write an \.mp4/,
  );
  await webm.abort();
});

describe('refused, with the file and what to do', () => {
  test.each([
    ['missing-folder/x.mp4', {}, /it cannot be written: there is no such file or folder/],
    ['x.gif', {}, /videos are not written as "\.gif"\. Use one of \.mp4/],
    ['x.webm', { codec: 'h264' }, /WebM cannot hold H\.264/],
    [
      'x.mp4',
      { codecs: 'ffmpeg', ffmpeg: '/no/such/ffmpeg' },
      /"\/no\/such\/ffmpeg" cannot be started\. Install ffmpeg/,
    ],
  ] as const)('%s', async (name, options, message) => {
    await expect(createVideo(file(name), options)).rejects.toThrow(message);
    await expect(createVideo(file(name), options)).rejects.toBeInstanceOf(MediaError);
  });

  test('times that stand still, sizes that change, data that does not fit, no frame at all', async () => {
    const writer = await createVideo(file('refused.mp4'));
    await writer.write(testFrame(64, 48, 0, 1000));
    await expect(writer.write(testFrame(64, 48, 1, 1000))).rejects.toThrow(
      /frame 1 has the time 1000 us after 1000 us/,
    );
    await expect(writer.write(testFrame(32, 48, 1, 2000))).rejects.toThrow(/changes from 64x48 to 32x48 at frame 1/);
    const short = { ...testFrame(64, 48, 1, 2000), data: new Uint8Array(3) };
    await expect(writer.write(short)).rejects.toThrow(/has 3 bytes/);
    await expect(writer.copyAudioFrom('x')).rejects.toThrow(/too late/);
    await writer.abort();
    const empty = await createVideo(file('nothing.mp4'));
    await expect(empty.finalize()).rejects.toThrow(/no frame was written/);
    expect(existsSync(file('nothing.mp4.partial'))).toBe(false);
  });
});
