import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KernelComparison } from '../fixtures/gpu/compare-kernels.ts';
import { bundle } from './bundle.ts';
import { adapterName, chromiumPath, gpuSwitches, inChromium, launchChromium, onRealGpu } from './chromium.ts';
import { serveSite, type TestSite } from './serve-site.ts';
import { waitFor } from './wait-for.ts';

const PROGRAM = `
import { createGpuImageKernels } from './src/calculators/image/kernels/gpu/create-gpu-image-kernels.ts';
import { resizeToTensor } from './src/calculators/image/kernels/resize-to-tensor.ts';
import { compareKernels } from './test/fixtures/gpu/compare-kernels.ts';

const open = async () => (await navigator.gpu.requestAdapter()).requestDevice();
globalThis.isSoftware = async () => (await navigator.gpu.requestAdapter()).info.isFallbackAdapter;
globalThis.compare = async () => compareKernels(await open());

/** A frame whose visible part lies inside the coded one, as decoders hand them out, and the bytes of that part. */
function frameOf(width, height) {
  const [codedWidth, codedHeight] = [width + 5, height + 4];
  const bytes = new Uint8Array(codedWidth * codedHeight * 4);
  const wanted = new Uint8Array(width * height * 4);
  for (let y = 0; y < codedHeight; y++) for (let x = 0; x < codedWidth; x++) {
    const pixel = [(x * 17 + y * 3) & 255, (x * 5 + y * 29) & 255, (x * y * 7) & 255, 255];
    bytes.set(pixel, (y * codedWidth + x) * 4);
    if (x >= 2 && y >= 3 && x < 2 + width && y < 3 + height) wanted.set(pixel, ((y - 3) * width + x - 2) * 4);
  }
  const visibleRect = { x: 2, y: 3, width, height };
  const frame = new VideoFrame(bytes, { format: 'RGBX', codedWidth, codedHeight, visibleRect, timestamp: 0 });
  return { frame, wanted };
}
const largest = (a, b) => a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), a.length === b.length ? 0 : Infinity);

globalThis.importing = async () => {
  const device = await open();
  const faults = [];
  device.onuncapturederror = ({ error }) => faults.push(error.message);
  const copies = { toCpu: 0, fromCpu: 0 };
  const gpu = await createGpuImageKernels(device, { toCpu: () => { copies.toCpu++; }, fromCpu: () => { copies.fromCpu++; } });
  const result = [];
  for (const [width, height] of [[21, 13], [64, 48]]) {
    const { frame, wanted } = frameOf(width, height);
    const size = { width, height };
    const target = { width: 8, height: 5, layout: 'nhwc', range: [0, 1] };
    const tensor = new Float32Array(8 * 5 * 3);
    resizeToTensor({ ...size, data: wanted }, { ...target, data: tensor }, 'area');
    const external = device.importExternalTexture({ source: frame });
    const direct = gpu.resizeToTensor({ external, ...size }, target, 'area');
    gpu.flush();
    const picture = gpu.importPicture({ external }, size);
    const texture = device.createTexture({ size: [width, height], format: 'rgba8unorm', usage: 0x1 | 0x2 | 0x4 | 0x10 });
    device.queue.copyExternalImageToTexture({ source: frame }, { texture }, [width, height]);
    const copied = gpu.importPicture({ texture }, size);
    const fromTexture = gpu.resizeToTensor({ texture, ...size }, target, 'area');
    gpu.flush();
    frame.close();
    const before = { ...copies };
    // And out again: the picture on a canvas.
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('webgpu');
    context.configure({ device, format: navigator.gpu.getPreferredCanvasFormat(), alphaMode: 'opaque' });
    gpu.present(picture, context.getCurrentTexture());
    const flat = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    flat.drawImage(canvas, 0, 0);
    result.push({
      before,
      picture: largest(wanted, await picture.read()),
      copied: largest(wanted, await copied.read()),
      tensor: largest(tensor, (await direct.read()).data),
      fromTexture: largest(tensor, (await fromTexture.read()).data),
      canvas: largest(wanted, flat.getImageData(0, 0, width, height).data),
      after: { ...copies },
    });
    for (const one of [direct, picture, copied, fromTexture]) one.release();
  }
  return { result, faults, live: gpu.stats().liveBuffers };
};
globalThis.ready = true;
`;

describe.skipIf(chromiumPath === undefined)(inChromium(`kernels in WGSL in a page, on ${adapterName}`), () => {
  let browser: Browser;
  let site: TestSite;
  let page: Page;

  beforeAll(async () => {
    const html = '<!doctype html><meta charset=utf-8><title>kernels</title><script type=module src=page.js></script>';
    site = await serveSite({ '': html, 'page.js': await bundle(PROGRAM) });
    browser = await launchChromium(gpuSwitches);
    page = await browser.newPage();
    await page.goto(site.url);
    await waitFor(page, 'globalThis.ready');
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  it('run on the adapter that is asked for', async () => {
    expect(await page.evaluate('isSoftware()')).toBe(!onRealGpu);
  });

  it('equal their definitions in TypeScript within what they state', async () => {
    const { comparisons, live, faults } = await page.evaluate<{
      comparisons: KernelComparison[];
      live: number;
      faults: string[];
    }>('compare()');
    expect(faults).toEqual([]);
    expect(comparisons.length).toBeGreaterThan(90);
    expect(comparisons.filter(one => !(one.difference <= one.tolerance))).toEqual([]);
    expect(live).toBe(0);
  });

  it('take frames of the browser and show pictures on a canvas, without a copy to or from the CPU', async () => {
    const { result, faults, live } = await page.evaluate<{
      result: {
        before: unknown;
        after: unknown;
        picture: number;
        copied: number;
        tensor: number;
        fromTexture: number;
        canvas: number;
      }[];
      faults: string[];
      live: number;
    }>('importing()');
    expect(faults).toEqual([]);
    expect(result).toHaveLength(2);
    expect(result[0]?.before).toEqual({ toCpu: 0, fromCpu: 0 });
    expect(result[0]?.after).toEqual({ toCpu: 4, fromCpu: 0 });
    for (const one of result) {
      expect(one.picture).toBeLessThanOrEqual(1);
      expect(one.copied).toBeLessThanOrEqual(1);
      expect(one.canvas).toBeLessThanOrEqual(1);
      expect(one.tensor).toBeLessThanOrEqual(1 / 255);
      expect(one.fromTexture).toBeLessThanOrEqual(1 / 255);
    }
    expect(live).toBe(0);
  });
});
