import { describe, expect, test } from 'vitest';
import { MediaError, type Rgba8Image, Timestamp } from '../../graph/index.ts';
import { runCalculator } from '../../graph/testing/index.ts';
import {
  imageDecodeCalculator,
  imageEncodeCalculator,
  type MediaService,
  type OwnedVideoFrame,
  type VideoInfo,
  type VideoWriterOptions,
  videoDecodeCalculator,
  videoEncodeCalculator,
} from './index.ts';

const info: VideoInfo = {
  path: '/in.mp4',
  container: 'MP4',
  codec: 'avc',
  width: 2,
  height: 2,
  rotation: 90,
  frameCount: 3,
  durationUs: 100_000,
  frameRate: 30,
  audioCodec: 'aac',
  colour: { matrix: 'bt709', range: 'limited' },
  colourTagged: true,
  backend: 'test',
  backendReason: 'a test',
};

/** Files in memory that count what is lent and note what is done. */
function testMedia(timestamps: readonly number[] = [0, 33_367, 66_733], fault?: Error) {
  const events: string[] = [];
  let lent = 0;
  let made: VideoWriterOptions | undefined;
  const lend = (timestampUs: number): OwnedVideoFrame => {
    lent += 1;
    return {
      timestampUs,
      durationUs: 0,
      width: 2,
      height: 2,
      layout: 'i420',
      data: new Uint8Array(6),
      close: () => (lent -= 1),
    };
  };
  const picture = (): Rgba8Image => {
    lent += 1;
    return { kind: 'cpu', format: 'rgba8', width: 2, height: 2, data: new Uint8Array(16), release: () => (lent -= 1) };
  };
  const service: MediaService = {
    openVideo: async path => ({
      info: { ...info, path },
      async *frames() {
        for (const timestamp of timestamps) yield lend(timestamp);
        if (fault !== undefined) throw fault;
      },
      close: async () => void events.push('closed'),
    }),
    async createVideo(path, options) {
      made = options;
      let open = true;
      events.push(`create ${path}`);
      return {
        backend: 'test',
        backendReason: 'a test',
        copyAudioFrom: async from => void events.push(`audio ${from}`),
        addAudioPcm: async () => undefined,
        write: async frame => void events.push(`write ${frame.timestampUs}+${frame.durationUs}`),
        async finalize() {
          open = false;
          events.push('finalize');
          return { path, frames: 3, width: 2, height: 2, bytes: 1 };
        },
        async abort() {
          if (open) events.push('abort');
        },
      };
    },
    readImage: async () => picture(),
    writeImage: async (path, image, options) => void events.push(`${path} ${image.format} ${options?.quality}`),
    toRgba: () => picture(),
    toPicture: () => lend(0),
  };
  return { services: { media: service }, events, lent: () => lent, made: () => made };
}

const rgba: Rgba8Image = { kind: 'cpu', format: 'rgba8', width: 2, height: 2, data: new Uint8Array(16) };

describe('VideoDecodeCalculator', () => {
  test('sends the frames with their timestamps, the header ahead and the source beside them', async () => {
    const media = testMedia();
    const run = await runCalculator(videoDecodeCalculator, {
      services: media.services,
      sidePackets: { INPUT_FILE_PATH: 'a.mp4' },
    });
    expect(run.outputs['VIDEO']?.map(([time]) => time)).toEqual([0, 33_367, 66_733]);
    expect(run.outputs['VIDEO_PRESTREAM']).toEqual([
      [Timestamp.PreStream, { format: 'rgba8', width: 2, height: 2, frame_rate: 30, duration: 0.1 }],
    ]);
    expect(run.sidePackets['MEDIA_SOURCE']).toMatchObject({ path: 'a.mp4', rotation: 90 });
    expect(run.log[0]).toContain('decoded by test (a test)');
    expect(media.events).toEqual(['closed']);
    expect(media.lent()).toBe(0);
  });

  test('stops after max_frames and still closes the file', async () => {
    const media = testMedia();
    const options = { input_file_path: 'b.mp4', max_frames: 2 };
    const run = await runCalculator(videoDecodeCalculator, { services: media.services, options, outputs: ['VIDEO'] });
    expect(run.outputs['VIDEO']).toHaveLength(2);
    expect(media.events).toEqual(['closed']);
  });

  test('a file that ends early fails the run with its MediaError', async () => {
    const media = testMedia(
      [0],
      new MediaError('a.mp4: the file ends early: 1 of 3 frames were read. Copy it again.', 1),
    );
    const run = runCalculator(videoDecodeCalculator, {
      services: media.services,
      sidePackets: { INPUT_FILE_PATH: 'a.mp4' },
    });
    await expect(run).rejects.toThrow(/1 of 3 frames were read/);
    expect(media.events).toEqual(['closed']);
    expect(media.lent()).toBe(0);
  });

  test('must be told which file', async () => {
    const run = runCalculator(videoDecodeCalculator, { services: testMedia().services });
    await expect(run).rejects.toThrow(/No file is named/);
  });
});

describe('VideoEncodeCalculator', () => {
  const inputs = {
    VIDEO: [
      [0, rgba],
      [40_000, rgba],
      [70_001, rgba],
    ],
  } as const;

  test('each frame lasts until the next; sound, colours and rotation come from the source', async () => {
    const media = testMedia();
    const run = await runCalculator(videoEncodeCalculator, {
      services: media.services,
      inputs,
      sidePackets: { OUTPUT_FILE_PATH: 'out.mp4', MEDIA_SOURCE: info },
    });
    expect(media.events).toEqual([
      'create out.mp4',
      'audio /in.mp4',
      'write 0+40000',
      'write 40000+30001',
      'write 70001+30001',
      'finalize',
    ]);
    expect(media.made()).toMatchObject({ colour: info.colour, rotation: 90, frameRate: 30, quality: 'high' });
    expect(run.counters('frames_written')).toBe(3);
    expect(media.lent()).toBe(0);
  });

  test('a failed run removes the file, or completes it when asked to', async () => {
    const mask = { kind: 'cpu', format: 'gray8', width: 2, height: 2, data: new Uint8Array(4) } as const;
    for (const on_failure of ['remove', 'finalize'] as const) {
      const media = testMedia();
      const run = runCalculator(videoEncodeCalculator, {
        services: media.services,
        inputs: {
          VIDEO: [
            [0, rgba],
            [40_000, rgba],
            [80_000, mask],
          ],
        },
        sidePackets: { OUTPUT_FILE_PATH: 'out.mp4' },
        options: { on_failure, audio: 'none' },
      });
      await expect(run).rejects.toThrow(/the pictures have the format gray8/);
      const start = ['create out.mp4', 'write 0+40000'];
      expect(media.events).toEqual(
        on_failure === 'remove' ? [...start, 'abort'] : [...start, 'write 40000+40000', 'finalize'],
      );
      expect(media.lent()).toBe(0);
    }
  });

  test('without pictures nothing is written', async () => {
    const media = testMedia();
    const run = await runCalculator(videoEncodeCalculator, {
      services: media.services,
      inputs: { VIDEO: [] },
      options: { output_file_path: 'out.mp4' },
    });
    expect(media.events).toEqual([]);
    expect(run.log.join()).toContain('no pictures came');
  });
});

describe('pictures', () => {
  test('ImageDecodeCalculator gives a side packet and a packet at 0', async () => {
    const media = testMedia();
    const run = await runCalculator(imageDecodeCalculator, {
      services: media.services,
      options: { input_file_path: 'a.png' },
    });
    expect(run.outputs['IMAGE']?.map(([time]) => time)).toEqual([0]);
    expect(run.sidePackets['IMAGE']).toMatchObject({ format: 'rgba8', width: 2 });
  });

  test('ImageEncodeCalculator numbers its files and can leave some out', async () => {
    const media = testMedia();
    const inputs = {
      IMAGE: [
        [0, rgba],
        [1, rgba],
        [2, rgba],
      ],
    } as const;
    const options = { output_file_path: 'o-###.png', every: 2 };
    await runCalculator(imageEncodeCalculator, { services: media.services, inputs, options });
    expect(media.events).toEqual(['o-000.png rgba8 90', 'o-001.png rgba8 90']);
  });
});
