import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
import { defineCalculator, image, required, sameAs } from './src/graph/index.ts';

/** A calculator that works on a frame until \`letGo\` is called. */
const held = () => {
  const { promise, resolve: letGo } = Promise.withResolvers();
  const calculator = defineCalculator({
    name: 'HeldCalculator', summary: 'Waits.',
    inputs: { IMAGE: required(image, 'in') }, outputs: { IMAGE: required(image, 'out') },
    open: () => ({
      async process({ inputs, outputs }) {
        await promise;
        outputs.IMAGE.forward(inputs.IMAGE.packet);
      },
    }),
  });
  return { calculator, letGo };
};
const pass = '{input_stream: in, output_stream: out, node: {calculator: PassThroughCalculator, input_stream: in, output_stream: out}}';
const waiting = '{input_stream: "IMAGE:in", output_stream: "IMAGE:out", node: {calculator: HeldCalculator, input_stream: "IMAGE:in", output_stream: "IMAGE:out"}}';
const canvas = () => {
  const one = document.createElement('canvas');
  document.body.append(one);
  return one;
};
/** Resolves when so many frames came out. */
const until = async (graph, count) => {
  for (;;) {
    const stats = await graph.stats();
    if (stats.framesOut >= count) return stats;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
};
/** A track whose frames come by request; a second reader of it tells when one has come: no clock is needed. */
const requested = () => {
  const drawn = canvas();
  const pen = drawn.getContext('2d');
  const [track] = drawn.captureStream(0).getVideoTracks();
  const beside = new MediaStreamTrackProcessor({ track: track.clone() }).readable.getReader();
  let tick = 0;
  return {
    track,
    async request() {
      pen.fillStyle = tick++ % 2 ? '#f80' : '#08f';
      pen.fillRect(0, 0, drawn.width, drawn.height);
      const came = beside.read();
      track.requestFrame();
      (await came).value.close();
    },
    async end() {
      await beside.cancel();
      track.stop();
    },
  };
};
/** The mean brightness of what a canvas or video shows. */
const brightness = shown => {
  const copy = new OffscreenCanvas(32, 32).getContext('2d');
  copy.drawImage(shown, 0, 0, 32, 32);
  return copy.getImageData(0, 0, 32, 32).data.reduce((sum, value, i) => (i % 4 === 3 ? sum : sum + value), 0) / (32 * 32 * 3);
};
const figures = ({ framesIn, framesOut, dropped, live }) => ({ framesIn, framesOut, dropped, live });

globalThis.tests = {
  async camera(worker) {
    const shown = canvas();
    const logs = [];
    const graph = await createGraph(pass, {
      input: sources.camera({ width: 320, height: 240 }), output: sinks.canvas(shown), worker,
      onLog: (level, message) => logs.push(message),
    });
    await graph.start();
    await until(graph, 5);
    await graph.stop();
    const first = figures(await graph.stats());
    // Again, with the same graph.
    await graph.start();
    await until(graph, 3);
    await graph.stop();
    const lit = brightness(shown);
    await graph.close();
    return { first, size: [shown.width, shown.height], lit, thread: graph.device.thread, logs };
  },
  async paused(worker) {
    const { track, request, end } = requested();
    const graph = await createGraph(pass, { input: sources.mediaStreamTrack(track), output: sinks.canvas(canvas()), worker });
    await graph.start();
    while ((await graph.stats()).framesOut < 3) await request();
    const rest = async () => {
      for (;;) {
        const { framesIn, framesOut, dropped } = await graph.stats();
        if (framesIn === framesOut + dropped) return framesOut;
      }
    };
    graph.pause();
    // What had passed the gate before is through by then.
    await request();
    const before = await rest();
    for (let i = 0; i < 4; i++) await request();
    const during = await rest();
    graph.step();
    while ((await graph.stats()).framesOut === before) await request();
    const stepped = await rest();
    for (let i = 0; i < 3; i++) await request();
    const after = await rest();
    graph.resume();
    while ((await graph.stats()).framesOut < after + 2) await request();
    await graph.stop();
    const { framesIn, framesOut, dropped, live } = await graph.stats();
    await graph.close();
    await end();
    return { during: during - before, stepped: stepped - before, after: after - stepped, lost: framesIn - framesOut - dropped, live };
  },
  async overload() {
    const { track, request, end } = requested();
    const { calculator, letGo } = held();
    const graph = await createGraph(waiting, {
      input: sources.mediaStreamTrack(track), output: sinks.canvas(canvas()), calculators: [calculator],
    });
    await graph.start();
    let before = await graph.stats();
    for (; before.dropped < 3 || before.copies.toCpu === 0; before = await graph.stats()) await request();
    letGo();
    await until(graph, 2);
    await graph.stop();
    const { framesIn, framesOut, dropped, live, copies } = await graph.stats();
    await graph.close();
    await end();
    return { importedBefore: before.copies.toCpu, framesIn, framesOut, dropped, live, imported: copies.toCpu };
  },
  async element() {
    const video = document.createElement('video');
    video.src = 'clip.mp4';
    video.muted = true;
    const graph = await createGraph(pass, { input: sources.videoElement(video), output: sinks.canvas(canvas()) });
    await graph.start();
    await video.play();
    await graph.done();
    const result = figures(await graph.stats());
    await graph.close();
    return result;
  },
  async tracks(worker) {
    const drawn = canvas();
    drawn.width = 64;
    drawn.height = 48;
    const pen = drawn.getContext('2d');
    let tick = 0;
    const timer = setInterval(() => {
      pen.fillStyle = tick++ % 2 ? '#f80' : '#fa0';
      pen.fillRect(0, 0, 64, 48);
    }, 30);
    const [track] = drawn.captureStream(30).getVideoTracks();
    const out = sinks.mediaStreamTrack();
    const file = sinks.videoFile({ container: 'webm', codec: 'vp8' });
    const two = '{input_stream: in, output_stream: [out, copy], node: [{calculator: PassThroughCalculator, input_stream: in, output_stream: out}, {calculator: PassThroughCalculator, input_stream: in, output_stream: copy}]}';
    const graph = await createGraph(two, { input: { in: sources.mediaStreamTrack(track) }, output: { out, copy: file }, worker });
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = new MediaStream([out.track]);
    const playing = video.play();
    await graph.start();
    await until(graph, 8);
    await playing;
    const lit = brightness(video);
    await graph.stop();
    clearInterval(timer);
    const { framesOut, live } = await graph.stats();
    await graph.close();
    const still = track.readyState;
    track.stop();
    out.stop();
    const times = [];
    const again = await createGraph(pass, { input: sources.videoFile(file.file, { pace: 'none' }), output: packet => times.push(packet.timestamp) });
    await again.start();
    await again.done();
    await again.close();
    return { lit, framesOut, live, still, type: file.file.type, frames: times.length, first: times[0] };
  },
  async microphone(worker) {
    const blocks = [];
    const graph = await createGraph(pass, { input: sources.microphone(), output: packet => blocks.push(packet), worker });
    await graph.start();
    while (blocks.length < 10) await new Promise(resolve => setTimeout(resolve, 20));
    await graph.stop();
    await graph.close();
    const { value } = blocks[3];
    return {
      rising: blocks.every((one, i) => i === 0 || one.timestamp > blocks[i - 1].timestamp),
      first: blocks[0].timestamp, rate: value.sampleRate, whole: value.data.length === value.frames * value.channels,
    };
  },
  async cycles(count, worker) {
    let live = 0;
    for (let i = 0; i < count; i++) {
      const graph = await createGraph(pass, { input: sources.videoFile('clip.mp4', { pace: 'none' }), output: () => undefined, worker });
      await graph.start();
      // Every other one is closed in the middle.
      if (i % 2 === 0) await graph.done();
      live += i % 2 === 0 ? (await graph.stats()).live : 0;
      await graph.close();
    }
    return live;
  },
  async abort(worker) {
    const before = new AbortController();
    before.abort(new DOMException('too late', 'AbortError'));
    const early = await createGraph(pass, { signal: before.signal, worker }).catch(error => error.name);
    const controller = new AbortController();
    const graph = await createGraph(pass, { input: sources.camera(), output: sinks.canvas(canvas()), signal: controller.signal, worker });
    await graph.start();
    await until(graph, 1);
    const done = graph.done().then(() => 'done', error => error.name);
    controller.abort(new DOMException('enough', 'AbortError'));
    return [early, await done];
  },
  async refused() {
    const graph = await createGraph(pass, { input: sources.camera({ deviceId: 'none such' }), output: sinks.canvas(canvas()) });
    const fault = await graph.start().catch(error => error.name + ': ' + error.message);
    await graph.close();
    return fault;
  },
  /** The camera through a graph whose frames may pass while the GPU is lost: what comes of it without a GPU, or why not. */
  async passing(worker, graph) {
    const options = { input: sources.camera({ width: 320, height: 240 }), output: sinks.canvas(canvas()), worker, whileGpuIsLost: 'pass' };
    const made = await createGraph(graph, options).catch(error => error.message);
    if (typeof made === 'string') return made;
    await made.start();
    const { passed } = await until(made, 3);
    await made.close();
    return passed;
  },
  async faultInWorker() {
    return createGraph('{node: {calculator: NoneSuch}}', { worker: true, file: 'x.yaml' }).catch(error => [error.name, error.issues?.length, error.message]);
  },
};
`;

describe.skipIf(chromiumPath === undefined || !hasFfmpeg)(
  inChromium(hasFfmpeg ? 'sources and sinks of a page' : 'sources and sinks of a page (there is no ffmpeg here)'),
  () => {
    let browser: Browser;
    let site: TestSite;
    let page: Page;
    let folder: string;
    const faults: string[] = [];

    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'millrace-clip-'));
      const clip = path.join(folder, 'clip.mp4');
      spawnSync('ffmpeg', [
        ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=96x64:rate=15:duration=0.6'],
        ...['-pix_fmt', 'yuv420p', '-c:v', 'libx264', clip],
      ]);
      site = await serveWebPage(PROGRAM, { 'clip.mp4': readFileSync(clip) }, '');
      browser = await launchChromium(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
      page = await browser.newPage();
      page.on('pageerror', error => faults.push(error.message));
      page.on('console', message => faults.push(message.text()));
      await page.goto(site.url);
      await waitFor(page, 'globalThis.tests !== undefined');
    });
    afterAll(async () => {
      await browser.close();
      await site.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const run = <T>(name: string, ...args: unknown[]): Promise<T> =>
      page.evaluate(`tests.${name}(${args.map(one => JSON.stringify(one)).join(', ')})`);

    it.each([false, true])('shows the camera on a canvas and starts again (in a worker: %s)', async worker => {
      const result = await run<{
        first: { framesIn: number; framesOut: number; dropped: number; live: number };
        size: number[];
        lit: number;
        thread: string;
        logs: string[];
      }>('camera', worker);
      expect(result.first.framesOut).toBeGreaterThanOrEqual(5);
      expect(result.first.live).toBe(0);
      expect(result.first.framesIn).toBe(result.first.framesOut + result.first.dropped);
      expect(result.size).toEqual([320, 240]);
      expect(result.lit).toBeGreaterThan(20);
      expect(result.thread).toBe(worker ? 'worker' : 'page');
      expect(result.logs.join()).toContain('camera fake_device');
    });

    it.each([false, true])('pauses, steps and goes on (in a worker: %s)', async worker => {
      expect(await run('paused', worker)).toEqual({ during: 0, stepped: 1, after: 0, lost: 0, live: 0 });
    });

    it('drops, counts and never imports what a slow graph has no time for', async () => {
      const result = await run<Record<string, number>>('overload');
      expect(result['importedBefore']).toBe(1);
      expect(result['dropped']).toBeGreaterThanOrEqual(3);
      expect(result['framesIn']).toBe(result['framesOut']! + result['dropped']!);
      expect(result['imported']).toBe(result['framesOut']);
      expect(result['live']).toBe(0);
    });

    it('reads a video element to its end', async () => {
      const { framesIn, framesOut, dropped, live } = await run<Record<string, number>>('element');
      expect(framesOut).toBeGreaterThan(2);
      expect(framesIn).toBe(framesOut! + dropped!);
      expect(live).toBe(0);
    });

    it.each([false, true])('takes a track, gives a track and records a file (in a worker: %s)', async worker => {
      const result = await run<Record<string, number | string>>('tracks', worker);
      expect(result['lit']).toBeGreaterThan(100);
      expect(result).toMatchObject({
        live: 0,
        still: 'live',
        type: 'video/webm',
        frames: result['framesOut'],
        first: 0,
      });
    });

    it.each([false, true])('hears the microphone in blocks (in a worker: %s)', async worker => {
      const result = await run<Record<string, unknown>>('microphone', worker);
      expect(result).toMatchObject({ rising: true, first: 0, whole: true });
      expect(result['rate']).toBeGreaterThan(8000);
    });

    it('leaves nothing behind after many runs, half of them cut off', async () => {
      expect(await run('cycles', 40, false)).toBe(0);
      expect(await run('cycles', 6, true)).toBe(0);
    });

    it.each([false, true])('ends when the signal says so (in a worker: %s)', async worker => {
      expect(await run('abort', worker)).toEqual(['AbortError', 'AbortError']);
    });

    it('says why there is no camera, and what is wrong with a graph in a worker', async () => {
      expect(await run('refused')).toContain('MediaError: camera: none fits');
      const [name, issues, message] = await run<[string, number, string]>('faultInWorker');
      expect([name, issues]).toEqual(['GraphConfigError', 1]);
      expect(message).toContain('x.yaml:1:');
    });

    it.each([false, true])(
      'lets frames pass while a GPU is lost at outputs that are pictures, and says when there is none (in a worker: %s)',
      async worker => {
        const tagged =
          '{input_stream: "IMAGE:in", output_stream: "IMAGE:out", node: {calculator: PassThroughCalculator, input_stream: in, output_stream: out}}';
        // There is no GPU here that could be lost.
        expect(await run('passing', worker, tagged)).toBe(0);
        expect(await run('passing', worker, tagged.replace('IMAGE:out', 'out'))).toContain(
          'whileGpuIsLost "pass": the graph has no output with the tag IMAGE (its outputs: out). Write IMAGE:name there',
        );
      },
    );

    it('prints nothing', () => {
      // Chromium says of its own accord that it has no WebGPU. It would say so, too, of frames that nobody has closed.
      const known = ['No available adapters'];
      expect(faults.filter(one => !known.some(start => one.startsWith(start)))).toEqual([]);
    });
  },
);
