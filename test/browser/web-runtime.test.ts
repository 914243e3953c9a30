import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeGraph, loadGraphFile, nodeMediaService } from '../../runtime-node/index.ts';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { createRegistry, image } from '../../src/graph/index.ts';
import { chromiumPath, inChromium, launchChromium } from './chromium.ts';
import type { TestSite } from './serve-site.ts';
import { waitFor } from './wait-for.ts';
import { serveWebPage } from './web-site.ts';

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const graphs = path.resolve(import.meta.dirname, '../../graphs/background');
const text = (name: string) => readFileSync(path.join(graphs, `${name}.yaml`), 'utf8');

const models = path.resolve(import.meta.dirname, '../../../shared/models');
/** One network in two formats. */
const SELFIE = ['selfie_segmentation.tflite', 'selfie.json', 'selfie.bin'] as const;
const hasSelfie = SELFIE.every(name => existsSync(path.join(models, name)));

const PROGRAM = `
import { createGraph, sinks, sources } from './runtime-web/index.ts';

async function sha(data) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
}
/** The largest difference of the pictures of two runs, which stay in the page: they are millions of numbers. */
const kept = {};
globalThis.furthest = (one, other) => {
  let most = kept[one].length === kept[other].length ? 0 : Infinity;
  kept[one].forEach((picture, i) => {
    for (let at = 0; at < picture.length; at++) most = Math.max(most, Math.abs(picture[at] - kept[other][i][at]));
  });
  return most;
};
/** Keeps the pictures that a graph makes with a model. */
globalThis.withModel = async ({ graph, subgraphs, model, worker, stream, keep }) => {
  const pictures = (kept[keep] = []);
  const logs = [];
  const running = await createGraph(graph, {
    subgraphs, worker, sidePackets: { model: new URL(model, location.href).href },
    input: sources.videoFile(new URL('clip.mp4', location.href).href, { pace: 'none' }),
    output: { [stream]: ({ value }) => pictures.push(value.data.slice()) },
    onLog: (level, message) => logs.push(message),
  });
  await running.start();
  await running.done();
  const { models } = running.device;
  await running.close();
  return { pictures: pictures.length, models, logs };
};
globalThis.runGraph = async ({ graph, subgraphs = [], clip = 'clip.mp4', output = 'composited', options = {} }) => {
  const hashes = [];
  const progress = [];
  const running = await createGraph(graph, {
    subgraphs,
    input: sources.videoFile(new URL(clip, location.href), { pace: 'none' }),
    output: { [output]: sinks.canvas(document.querySelector('canvas')), ...(options.also ?? {}) },
    onProgress: ({ stage, name }) => progress.push(stage + ' ' + name),
  });
  const seen = [];
  const again = await createGraph(graph, {
    subgraphs,
    input: sources.videoFile(new URL(clip, location.href), { pace: 'none' }),
    output: { [output]: ({ value, timestamp }) => hashes.push(sha(value.data.slice()).then(hash => [timestamp, hash])) },
  });
  await running.prepare();
  await running.start();
  await running.done();
  const { framesIn, framesOut, dropped, copies, live } = await running.stats();
  await running.close();
  await again.start();
  await again.done();
  await again.close();
  const canvas = document.querySelector('canvas');
  return {
    hashes: await Promise.all(hashes), device: running.device, progress: [...new Set(progress)],
    stats: { framesIn, framesOut, dropped, copies, live }, size: [canvas.width, canvas.height],
  };
};
/** What a graph without inputs sends. */
globalThis.sentBy = async (graph, options, stream) => {
  const sent = [];
  const running = await createGraph(graph, { ...options, output: { [stream]: ({ value }) => void sent.push(value) } });
  await running.start();
  await running.done();
  await running.close();
  return sent;
};
globalThis.failing = async (graph, options) => {
  try {
    const made = await createGraph(graph, {
      ...options,
      ...(options.clip === undefined ? {} : { input: sources.videoFile(options.clip) }),
    });
    try {
      await made.start();
      await made.done();
    } finally {
      await made.close();
    }
    return 'nothing';
  } catch (error) {
    return error.name + ': ' + error.message;
  }
};
globalThis.ready = true;
`;

describe.skipIf(chromiumPath === undefined || !hasFfmpeg)(
  inChromium(hasFfmpeg ? 'graphs in a page' : 'graphs in a page (there is no ffmpeg here)'),
  () => {
    let browser: Browser;
    let site: TestSite;
    let folder: string;
    let page: Page;
    const faults: string[] = [];
    const foreign: string[] = [];

    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'millrace-clip-'));
      // Coded in whole blocks, 336x192: what is coded must not be taken for what is seen.
      const made = spawnSync('ffmpeg', [
        ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=322x178:rate=15:duration=0.8'],
        ...['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-g', '6', path.join(folder, 'clip.mp4')],
      ]);
      expect(String(made.stderr)).toBe('');
      const given = hasSelfie ? SELFIE.map(name => [name, readFileSync(path.join(models, name))] as const) : [];
      const clip = readFileSync(path.join(folder, 'clip.mp4'));
      site = await serveWebPage(PROGRAM, {
        ...Object.fromEntries(given),
        'clip.mp4': clip,
        'graphs/names/animals.txt': 'cat\ndog\n',
        'other.txt': 'other',
      });
      browser = await launchChromium();
      page = await browser.newPage();
      page.on('pageerror', error => faults.push(error.message));
      page.on('console', message => faults.push(message.text()));
      page.on('request', request => {
        if (!request.url().startsWith(site.url) && !/^(blob|data):/.test(request.url())) foreign.push(request.url());
      });
      await page.goto(site.url);
      await waitFor(page, 'globalThis.ready !== undefined');
    });
    afterAll(async () => {
      await browser.close();
      await site.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const call = <T>(name: string, ...args: unknown[]): Promise<T> =>
      page.evaluate(`${name}(${args.map(one => JSON.stringify(one)).join(', ')})`);

    it('runs the background blur from a file into a canvas, byte for byte what Node computes', async () => {
      const result = await call<{
        hashes: [number, string][];
        progress: string[];
        stats: unknown;
        size: number[];
        device: { kind: string; reason: string; kernels: string };
      }>('runGraph', { graph: text('blur'), subgraphs: [text('person-mask'), text('segment')] });
      expect(result.size).toEqual([322, 178]);
      expect(result.stats).toEqual({
        framesIn: 12,
        framesOut: 12,
        dropped: 0,
        copies: { toCpu: 12, fromCpu: 12, bytes: 12 * (322 * 178 * 1.5 + 322 * 178 * 4) },
        live: 0,
      });
      expect(result.device.kind).toBe('wasm');
      expect(result.device.reason).toContain('WebGPU');
      expect(result.device.kernels).toContain('WebAssembly SIMD');
      // Both models are loaded at once: their steps may mingle.
      expect(result.progress.at(-1)).toBe('ready ');
      expect(result.progress.toSorted()).toEqual([
        'compile model:segmentation-full',
        'compile model:segmentation-light',
        'fetch models/manifest.json',
        'fetch segmentation/full/model.json',
        'fetch segmentation/full/weights.bin',
        'fetch segmentation/light/model.json',
        'fetch segmentation/light/weights.bin',
        'ready ',
        'warm-up model:segmentation-full',
        'warm-up model:segmentation-light',
      ]);
      expect(result.hashes).toEqual(await inNode(path.join(folder, 'clip.mp4')));
    });

    it.skipIf(!hasSelfie)(
      `runs a .tflite by LiteRT, in the page and in a worker, with the results of tfjs on the same network${hasSelfie ? '' : ' (needs ../shared/models, which is not here)'}`,
      async () => {
        const subgraphs = [text('person-mask'), text('segment')];
        const masks = (model: string, worker: boolean, keep: string) =>
          call<{ pictures: number; models: string[]; logs: string[] }>('withModel', {
            ...{ graph: text('blur'), subgraphs, model, worker, keep, stream: 'mask' },
          });
        const litert = await masks('selfie_segmentation.tflite', false, 'litert');
        const tfjs = await masks('selfie.json', false, 'tfjs');
        expect(litert.models).toHaveLength(2);
        for (const one of litert.models) {
          expect(one).toContain('selfie_segmentation.tflite: litert, LiteRT WASM SIMD (XNNPACK), 1 thread; chosen by');
        }
        expect(tfjs.models[0]).toContain('selfie.json: tfjs-wasm, ');
        expect(litert.logs.join('\n')).toContain('engine litert, LiteRT WASM SIMD');
        // Both compute in float32 with weights of float16; smoothing over time adds up what is left.
        expect(litert.pictures).toBe(12);
        expect(await call('furthest', 'litert', 'tfjs')).toBeLessThan(4 / 255);
        const worker = await masks('selfie_segmentation.tflite', true, 'worker');
        expect(worker.models).toEqual(litert.models);
        expect(await call('furthest', 'litert', 'worker')).toBe(0);
      },
    );

    it('reads files of its folder, and those that the page names', async () => {
      const labelled = (labels: string): string => `
output_stream: summary
node:
  - calculator: ConstantSidePacketCalculator
    output_side_packet: PACKET:scores
    options: {packet: [{float_vector_value: {float_value: [0.25, 0.75]}}]}
  - calculator: SidePacketToStreamCalculator
    input_side_packet: scores
    output_stream: AT_ZERO:class_scores
  - calculator: TopKScoresCalculator
    input_stream: SCORES:class_scores
    output_stream: SUMMARY:summary
    options: {top_k: 2, label_map_path: ${labels}}
`;
      const base = { base: 'graphs/labels.yaml' };
      expect(await call('sentBy', labelled('names/animals.txt'), base, 'summary')).toEqual(['dog:0.75,cat:0.25']);
      expect(await call('failing', labelled('../other.txt'), base)).toContain(
        "../other.txt: lies outside the graph file's folder. Move it there, or give its address as a side packet.",
      );
      expect(await call('failing', labelled('names/animals.txt'), {})).toContain('lies outside');
      expect(await call('failing', labelled('none.txt'), base)).toMatch(
        /none.txt: the server answered 404.*Check that/,
      );
      const named = `
input_side_packet: path
output_stream: text
node:
  - calculator: LocalFileContentsCalculator
    input_side_packet: FILE_PATH:path
    output_side_packet: CONTENTS:contents
    options: {text_mode: true}
  - calculator: SidePacketToStreamCalculator
    input_side_packet: contents
    output_stream: AT_ZERO:text
`;
      expect(await call('sentBy', named, { ...base, sidePackets: { path: 'other.txt' } }, 'text')).toEqual(['other']);
    });

    it('says what is wrong with a graph, a file, a name', async () => {
      const graph =
        '{input_stream: in, output_stream: out, node: {calculator: PassThroughCalculater, input_stream: in}}';
      expect(await call('failing', graph, { file: 'mine.yaml' })).toContain('mine.yaml:1:');
      const pass =
        '{input_stream: in, output_stream: out, node: {calculator: PassThroughCalculator, input_stream: in, output_stream: out}}';
      expect(await call('failing', pass, { clip: 'nothing.mp4' })).toContain('MediaError: nothing.mp4: cannot be read');
      expect(await call('failing', pass, { output: { other: null } })).toContain(
        'output "other": the graph has no such stream. Its outputs: out.',
      );
    });

    it('asks nobody else, needs no generated code and prints nothing', () => {
      expect(foreign).toEqual([]);
      // What Chromium itself says of a machine without GPU, and of the file that is missing on purpose.
      const own = /^(No available adapters|Failed to load resource)/;
      expect(faults.filter(one => !own.test(one))).toEqual([]);
    });
  },
);

/** The hashes of the blurred pictures of a clip in Node. */
async function inNode(clip: string): Promise<[number, string][]> {
  const plan = await loadGraphFile(path.join(graphs, 'blur.yaml'), { registry: createRegistry(builtinCalculators) });
  const graph = createNodeGraph(plan);
  const hashes: [number, string][] = [];
  graph.observe('composited', ({ value, timestamp }) => {
    if (image.is(value)) hashes.push([timestamp, createHash('sha256').update(value.data).digest('hex')]);
  });
  graph.start();
  const media = nodeMediaService();
  const reader = await media.openVideo(clip);
  for await (const frame of reader.frames()) {
    await graph.add('frames', media.toRgba(frame, reader.info.colour), frame.timestampUs);
    frame.close();
  }
  graph.closeAllInputs();
  await graph.done();
  return hashes;
}
