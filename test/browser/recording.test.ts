import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, inChromium, launchChromium } from './chromium.ts';
import type { TestSite } from './serve-site.ts';
import { waitFor } from './wait-for.ts';
import { serveWebPage } from './web-site.ts';

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

const PROGRAM = `
import { createGraph, sinks, sources } from './runtime-web/index.ts';

const pass = '{input_stream: in, output_stream: out, node: {calculator: PassThroughCalculator, input_stream: in, output_stream: out}}';
const base64 = async file => {
  let text = '';
  for (const byte of new Uint8Array(await file.arrayBuffer())) text += String.fromCharCode(byte);
  return btoa(text);
};
/** Resolves when so many frames came out. */
const until = async (graph, count) => {
  while ((await graph.stats()).framesOut < count) await new Promise(resolve => setTimeout(resolve, 5));
};
const sourceOf = (kind, options) => kind === 'microphone' ? sources.microphone() : sources.audioFile(kind, options);

globalThis.tests = {
  /** A whole run into a file. */
  async whole(clip, sound, container, worker) {
    const logs = [];
    const options = { pace: 'none' };
    const file = sinks.videoFile({ container, codec: container === 'mp4' ? 'avc' : 'vp8', sound: sourceOf(sound, options) });
    const graph = await createGraph(pass, {
      input: sources.videoFile(clip, options), output: file, worker, onLog: (level, message) => logs.push(message),
    });
    await graph.start();
    await graph.done();
    const { live } = await graph.stats();
    await graph.close();
    return { bytes: await base64(file.file), logs, live };
  },
  /** A recording that begins and ends while a clip plays again and again. */
  async part(sound, worker, pace, from, to) {
    const options = { pace, loop: true };
    const graph = await createGraph(pass, {
      input: sources.videoFile('clip.mp4', options), output: sinks.canvas(document.createElement('canvas')), worker,
    });
    const file = sinks.videoFile({ container: 'webm', codec: 'vp8', sound: sourceOf(sound, { ...options, pace: 'none' }) });
    const early = await graph.attach('out', file).catch(error => error.message);
    await graph.start();
    await until(graph, from);
    const wrong = await graph.attach('nowhere', file).catch(error => error.message);
    const end = await graph.attach('out', file);
    const begun = (await graph.stats()).framesOut;
    await until(graph, begun + to - from);
    await end();
    // The graph goes on without it.
    await until(graph, (await graph.stats()).framesOut + 5);
    await graph.stop();
    const { live } = await graph.stats();
    await graph.close();
    return { bytes: await base64(file.file), early, wrong, live };
  },
  /** The run ends before the recording is. */
  async cut(worker) {
    const graph = await createGraph(pass, {
      input: sources.videoFile('clip.mp4', { loop: true }), output: sinks.canvas(document.createElement('canvas')), worker,
    });
    const file = sinks.videoFile({ container: 'webm', codec: 'vp8', sound: sources.audioFile('clip.mp4', { loop: true, pace: 'none' }) });
    await graph.start();
    await until(graph, 1);
    const end = await graph.attach('out', file);
    await until(graph, 12);
    await graph.stop();
    const whole = file.file !== undefined;
    await end();
    await graph.close();
    return { whole, bytes: await base64(file.file) };
  },
  async samples() {
    const blocks = [];
    const graph = await createGraph(pass, {
      input: sources.audioFile('clip.mp4', { pace: 'none' }), output: ({ value, timestamp }) => blocks.push({ timestamp, frames: value.frames, rate: value.sampleRate, channels: value.channels }),
    });
    await graph.start();
    await graph.done();
    await graph.close();
    const none = await createGraph(pass, { input: sources.audioFile('silent.mp4'), output: () => undefined });
    const fault = await none.start().catch(error => error.name + ': ' + error.message);
    await none.close();
    return { blocks, fault };
  },
};
`;

/** Seconds at which pictures become bright, and sound loud. */
interface Onsets {
  readonly bright: readonly number[];
  readonly loud: readonly number[];
  readonly seconds: number;
  readonly samples: number;
}

const why = hasFfmpeg ? 'recordings with sound' : 'recordings with sound (there is no ffmpeg here)';
describe.skipIf(chromiumPath === undefined || !hasFfmpeg)(inChromium(why), () => {
  let browser: Browser;
  let site: TestSite;
  let page: Page;
  let folder: string;
  const faults: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'millrace-sound-'));
    // A flash and a tone from 0.4 to 0.6 of each second.
    const now = 'between(mod(t,1),0.4,0.6)';
    spawnSync('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', `color=black:s=64x48:r=20:d=1,drawbox=c=white:t=fill:enable='${now}'`],
      ...['-f', 'lavfi', '-i', `aevalsrc='0.5*sin(2*PI*440*t)*${now}':s=48000:d=1.3`],
      ...['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-c:a', 'libopus', path.join(folder, 'clip.mp4')],
    ]);
    spawnSync('ffmpeg', [
      ...['-v', 'error', '-i', path.join(folder, 'clip.mp4'), '-an', '-c', 'copy', path.join(folder, 'silent.mp4')],
    ]);
    const read = (name: string) => readFileSync(path.join(folder, name));
    site = await serveWebPage(PROGRAM, { 'clip.mp4': read('clip.mp4'), 'silent.mp4': read('silent.mp4') }, '');
    browser = await launchChromium(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
    page = await browser.newPage();
    page.on('pageerror', error => faults.push(error.message));
    await page.goto(site.url);
    await waitFor(page, 'globalThis.tests !== undefined');
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = <T>(name: string, ...args: unknown[]): Promise<T> =>
    page.evaluate(`tests.${name}(${args.map(one => JSON.stringify(one)).join(', ')})`);

  /** Decodes a recording. */
  function onsets(base64: string): Onsets {
    const file = path.join(folder, 'recording');
    writeFileSync(file, Buffer.from(base64, 'base64'));
    const decode = (...args: string[]) => spawnSync('ffmpeg', ['-v', 'error', '-i', file, ...args, '-']).stdout;
    const bytes = decode('-vf', 'fps=100,scale=1:1,format=gray', '-f', 'rawvideo');
    const raw = decode('-af', 'aresample=async=1:first_pts=0', '-ac', '1', '-ar', '8000', '-f', 'f32le');
    const sound = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
    const loudness = Array.from({ length: Math.floor(sound.length / 80) }, (_, n) =>
      Math.max(...sound.subarray(n * 80, n * 80 + 80)),
    );
    const rising = (levels: readonly number[], limit: number) =>
      levels.flatMap((level, n) => (level > limit && n > 0 && (levels[n - 1] ?? 0) <= limit ? [n / 100] : []));
    return {
      bright: rising([...bytes], 100),
      loud: rising(loudness, 0.1),
      seconds: bytes.length / 100,
      samples: sound.length,
    };
  }

  it.each([
    ['mp4', false],
    ['mp4', true],
    ['webm', false],
  ])('of a whole clip: pictures and sound stay together (%s, in a worker: %s)', async (container, worker) => {
    const { bytes, live } = await run<{ bytes: string; live: number }>(
      'whole',
      'clip.mp4',
      'clip.mp4',
      container,
      worker,
    );
    const { bright, loud, seconds, samples } = onsets(bytes);
    expect(bright).toEqual([0.4]);
    expect(loud).toHaveLength(1);
    expect(Math.abs((loud[0] ?? 0) - 0.4)).toBeLessThanOrEqual(0.03);
    // The clip's sound is longer than its pictures; it is cut where they end.
    expect(seconds).toBeCloseTo(1, 1);
    expect(samples / 8000).toBeGreaterThan(0.95);
    expect(samples / 8000).toBeLessThan(1.1);
    expect(live).toBe(0);
  });

  it.each([false, true])(
    'of a part of a clip in a loop: flash and tone together, time after time (in a worker: %s)',
    async worker => {
      const { bytes, early, wrong, live } = await run<{ bytes: string; early: string; wrong: string; live: number }>(
        ...(['part', 'clip.mp4', worker, 'realtime', 4, 44] as const),
      );
      expect(early).toContain('nothing runs. Start the graph first.');
      expect(wrong).toContain('the graph has no such stream. Its outputs: out.');
      const { bright, loud, seconds } = onsets(bytes);
      expect(seconds).toBeGreaterThan(1.9);
      expect(bright.length).toBeGreaterThanOrEqual(2);
      expect(loud).toHaveLength(bright.length);
      loud.forEach((time, n) => expect(Math.abs(time - (bright[n] ?? 0))).toBeLessThanOrEqual(0.05));
      expect(live).toBe(0);
    },
  );

  it.each([false, true])('are complete when the run ends first (in a worker: %s)', async worker => {
    const { whole, bytes } = await run<{ whole: boolean; bytes: string }>('cut', worker);
    expect(whole).toBe(true);
    expect(onsets(bytes).samples).toBeGreaterThan(1000);
  });

  it('carry what the microphone hears', async () => {
    const { bytes } = await run<{ bytes: string }>('part', 'microphone', false, 'realtime', 1, 30);
    const { seconds, samples } = onsets(bytes);
    expect(seconds).toBeGreaterThan(1);
    expect(samples / 8000).toBeGreaterThan(0.5);
  });

  it('have no sound where the file has none, and the log says so', async () => {
    const { bytes, logs } = await run<{ bytes: string; logs: string[] }>(
      ...(['whole', 'silent.mp4', 'silent.mp4', 'mp4', false] as const),
    );
    expect(logs).toContain('recording without sound: silent.mp4: has no sound. Give a file with sound.');
    expect(onsets(bytes)).toMatchObject({ bright: [0.4], samples: 0 });
  });

  it('and a graph hears a file, too', async () => {
    const { blocks, fault } = await run<{
      blocks: { timestamp: number; frames: number; rate: number; channels: number }[];
      fault: string;
    }>('samples');
    const total = blocks.reduce((sum, one) => sum + one.frames / one.rate, 0);
    expect(total).toBeGreaterThan(1.28);
    expect(total).toBeLessThan(1.35);
    expect(
      blocks.every((one, n) => one.channels === 1 && (n === 0 || one.timestamp > (blocks[n - 1]?.timestamp ?? 0))),
    ).toBe(true);
    expect(fault).toBe('MediaError: silent.mp4: has no sound. Give a file with sound.');
  });

  it('tell no fault to the page', () => {
    expect(faults).toEqual([]);
  });
});
