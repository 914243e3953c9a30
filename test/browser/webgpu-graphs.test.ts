import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gpuPage } from '../fixtures/gpu/gpu-page.ts';
import { tinyModelFiles } from '../fixtures/gpu/tiny-model.ts';
import { adapterName, chromiumPath, gpuSwitches, inChromium, launchChromium, onRealGpu } from './chromium.ts';
import type { TestSite } from './serve-site.ts';
import { waitFor } from './wait-for.ts';
import { serveWebPage } from './web-site.ts';

const folder = path.resolve(import.meta.dirname, '../../graphs/background');
const text = (name: string) => readFileSync(path.join(folder, `${name}.yaml`), 'utf8');
const subgraphs = [text('person-mask'), text('segment')];
const blur = { text: text('blur'), subgraphs };
// What PersonMask shows, without its parts' end of a frame, which whoever composites tells.
const segment = {
  subgraphs,
  text: `
input_stream: IMAGE:frames
input_side_packet: [MODEL:model, LIGHT_MODEL:light_model]
output_stream: [MASK:mask, MASK:1:small_mask, MASK:2:network_mask]
node:
  - calculator: PersonMask
    input_stream: [IMAGE:frames, FINISHED:mask]
    input_side_packet: [MODEL:model, LIGHT_MODEL:light_model]
    output_stream: [MASK:mask, SMALL_MASK:small_mask, NETWORK_MASK:network_mask]
`,
};
// Masks on their way through all that paints and resizes them.
const painted = {
  subgraphs,
  text: `${segment.text}
  - {calculator: MaskDownsampleCalculator, input_stream: ["MASK:mask", "SIZE_OF:small_mask"], output_stream: "MASK:low"}
  - {calculator: JointBilateralRefineCalculator, input_stream: ["IMAGE:frames", "MASK:low"], output_stream: "MASK:large", options: {enabled: false}}
  - {calculator: MaskToImageCalculator, input_stream: "MASK:large", output_stream: "IMAGE:gray"}
  - {calculator: ImageToMaskCalculator, input_stream: "IMAGE:gray", output_stream: "MASK:again"}
  - {calculator: MaskToImageCalculator, input_stream: "MASK:again", output_stream: "IMAGE:composited"}
`.replace('output_stream: [MASK:mask,', 'output_stream: [IMAGE:composited, MASK:mask,'),
};
const replace = { text: text('replace'), subgraphs };

interface Outcome {
  readonly device: { readonly kind: string; readonly reason: string; readonly thread: string };
  readonly pictures: readonly (readonly number[])[];
  readonly shown: readonly number[];
  readonly logs: readonly string[];
  readonly copies: { readonly toCpu: number; readonly fromCpu: number };
  readonly framesOut: number;
  readonly live: number;
  readonly gpu?: { readonly liveBuffers: number };
}

describe.skipIf(chromiumPath === undefined)(inChromium(`graphs on a GPU in a page, on ${adapterName}`), () => {
  let browser: Browser;
  let site: TestSite;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    site = await serveWebPage(gpuPage, { ...tinyModelFiles('tiny'), ...tinyModelFiles('light', 8) });
    browser = await launchChromium(gpuSwitches);
    page = await browser.newPage();
    page.on('pageerror', error => faults.push(error.message));
    page.on('console', message => faults.push(message.text()));
    await page.goto(site.url);
    await waitFor(page, 'globalThis.ready');
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  const run = (graph: object, options: object = {}): Promise<Outcome> =>
    page.evaluate(`run(${JSON.stringify(graph)}, ${JSON.stringify(options)})`);

  it.each([
    ['blur', blur, {}, 0],
    ['replace', replace, { background: true }, 1],
    ['the mask of blur', blur, { shows: 'mask' }, 0],
    ['the person’s mask', segment, { shows: 'mask' }, 0],
    ['masks as pictures', painted, {}, 0],
  ])(
    '%s: what Node runs, from the frame to the canvas, and nothing is copied between CPU and GPU',
    async (_name, graph, options, uploads) => {
      const on = await run(graph, { ...options, read: false });
      const off = await run(graph, { ...options, read: false, gpu: 'off' });
      expect(on.device.reason).toMatch(
        onRealGpu
          ? /^the WebGPU adapter \(.+\) is a GPU/
          : /^the software WebGPU adapter \(google swiftshader\) was asked for$/,
      );
      expect(on.device.kind).toBe('webgpu');
      expect(off.device).toMatchObject({ kind: 'wasm', reason: 'the page asks for WebAssembly (gpu: off)' });
      expect(on.framesOut).toBe(4);
      // The new background goes up once, whatever the number of frames.
      expect(on.copies).toEqual({ toCpu: 0, fromCpu: uploads });
      expect(off.copies).toEqual({ toCpu: 4, fromCpu: 4 });
      expect(on.shown.length).toBe(64 * 48 * 4);
      expect(farFrom(on.shown, off.shown)).toBe(0);
      expect(on.live).toBe(0);
      expect(on.gpu?.liveBuffers).toBe(0);
    },
    120_000,
  );

  it.each([
    ['blur', blur, {}],
    ['replace', replace, { background: true }],
    ['the mask of blur', blur, { shows: 'mask' }],
  ])(
    '%s: what a person sees on the screen is what WebAssembly paints there',
    async (_name, graph, options) => {
      const screens = [];
      for (const gpu of ['software', 'off']) {
        const { device } = await run(graph, { ...options, gpu, read: false, visible: true });
        expect(device.kind).toBe(gpu === 'off' ? 'wasm' : 'webgpu');
        // As the browser puts it together, not as the canvas tells of itself.
        const png = await page.locator('canvas.shown').screenshot();
        screens.push(Array.from(await sharp(png).removeAlpha().raw().toBuffer()));
        await page.evaluate('document.querySelector("canvas.shown").remove()');
      }
      const [onGpu = [], onCpu = []] = screens;
      expect(onGpu).toHaveLength(64 * 48 * 3);
      expect(new Set(onGpu).size).toBeGreaterThan(10);
      expect(farFrom(onGpu, onCpu)).toBe(0);
    },
    120_000,
  );

  it('hands functions pictures in CPU memory, and counts that', async () => {
    const on = await run(blur, { count: 3 });
    const off = await run(blur, { count: 3, gpu: 'off' });
    expect(on.pictures).toHaveLength(3);
    on.pictures.forEach((picture, n) => expect(farFrom(picture, off.pictures[n] ?? [])).toBe(0));
    expect(on.copies).toEqual({ toCpu: 3, fromCpu: 0 });
  }, 120_000);

  it.skipIf(onRealGpu)('counts a software adapter as no GPU unless it is asked for', async () => {
    const auto = await run(blur, { gpu: 'auto', count: 1 });
    expect(auto.device.kind).toBe('wasm');
    expect(auto.device.reason).toContain('google swiftshader) is software, slower than WebAssembly');
  });

  it('says which calculator keeps a graph on the CPU', async () => {
    const judged = {
      text: `
input_stream: IMAGE:frames
output_stream: IOU:composited
node:
  - {calculator: ImageToMaskCalculator, input_stream: "IMAGE:frames", output_stream: "MASK:red", options: {channel: red}}
  - {name: iou, calculator: MaskIouCalculator, input_stream: ["PREDICTED:red", "TRUTH:red"], output_stream: "IOU:composited"}
`,
    };
    const pinned = await run(judged, { count: 1, sidePackets: { model: undefined, light_model: undefined } });
    expect(pinned.device.kind).toBe('wasm');
    expect(pinned.device.reason).toMatch(
      /^node "iou" \(MaskIouCalculator\) takes image in CPU memory only; a WebGPU adapter \(.+\) is there$/,
    );
  });

  it('prints nothing', () => {
    expect(faults).toEqual([]);
  });
});

/** How many values differ by more than two steps of 8 bits: one of the way in, one of the blend. */
function farFrom(got: readonly number[], wanted: readonly number[]): number {
  return got.filter((value, i) => !(Math.abs(value - (wanted[i] ?? Number.NaN)) <= 2)).length;
}
