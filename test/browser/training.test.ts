import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeGraph } from '../../runtime-node/create-node-graph.ts';
import { trainingFilesService } from '../../src/calculators/train/index.ts';
import { memoryFiles } from '../fixtures/training/memory-files.ts';
import { people, smallTraining, smallTrainingPlan } from '../fixtures/training/small-training.ts';
import { adapterName, chromiumPath, gpuSwitches, inChromium, launchChromium } from './chromium.ts';
import type { TestSite } from './serve-site.ts';
import { waitFor } from './wait-for.ts';
import { serveWebPage } from './web-site.ts';

/** Trains a graph on files of the page: the files that it leaves, and what is left over of it. */
const program = `
import { createGraph } from './runtime-web/index.ts';
import { trainingFiles } from './runtime-web/training.ts';

globalThis.train = async (text, given, gpu) => {
  const files = trainingFiles(given);
  const graph = await createGraph(text, { services: { training_files: files }, gpu });
  await graph.start();
  await graph.done();
  const { live } = await graph.stats();
  await graph.close();
  return { files: [...files.files.keys()], log: files.text('out/log.jsonl'), live };
};

globalThis.picture = async () => {
  const canvas = new OffscreenCanvas(8, 4);
  const context = canvas.getContext('2d');
  context.fillStyle = 'rgb(255, 0, 0)';
  context.fillRect(0, 0, 8, 4);
  context.fillStyle = 'rgb(0, 0, 255)';
  context.fillRect(4, 0, 4, 4);
  const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  return [...await trainingFiles({ 'two.png': bytes }).readPicture('two.png', 2, 2)];
};
globalThis.ready = true;
`;

interface Trained {
  readonly files: readonly string[];
  readonly log: string;
  readonly live: number;
}

describe.skipIf(chromiumPath === undefined)(inChromium('training in a page'), () => {
  let browser: Browser;
  let site: TestSite;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    site = await serveWebPage(program);
    browser = await launchChromium(gpuSwitches);
    page = await browser.newPage();
    page.on('pageerror', error => faults.push(error.message));
    page.on('console', message => faults.push(message.text()));
    await page.goto(site.url);
    await waitFor(page, 'globalThis.ready');
  }, 180_000);
  afterAll(async () => {
    expect(faults).toEqual([]);
    await browser.close();
    await site.close();
  });

  const train = (backend: 'wasm' | 'webgpu', gpu: string): Promise<Trained> => {
    // A graph file in JSON is one in YAML.
    const text = JSON.stringify(smallTraining({ backend, epochs: 2 }));
    return page.evaluate(
      `train(${JSON.stringify(text)}, ${JSON.stringify({ 'people.csv': people })}, ${JSON.stringify(gpu)})`,
    );
  };

  it('leaves on wasm the log and the files that it leaves in Node', async () => {
    const files = memoryFiles({ 'people.csv': people });
    const graph = createNodeGraph(smallTrainingPlan({ backend: 'wasm', epochs: 2 }), {
      services: { [trainingFilesService.key]: files },
    });
    await graph.run();
    const found = await train('wasm', 'auto');
    expect(found.log).toBe(files.text('out/log.jsonl'));
    expect([...found.files].sort()).toEqual([...files.files.keys()].sort());
    expect(found.live).toBe(0);
  });

  it(`trains on WebGPU as it does on wasm, on ${adapterName}`, async () => {
    const [wasm, gpu] = [await train('wasm', 'auto'), await train('webgpu', 'software')];
    const [want, got] = [values(wasm.log), values(gpu.log)];
    expect(want.length).toBeGreaterThan(8);
    expect(got).toHaveLength(want.length);
    got.forEach((value, i) => expect(Math.abs(value - (want[i] ?? Number.NaN))).toBeLessThan(1e-3));
    expect(gpu.live).toBe(0);
  });

  it('says why when a page that wants no GPU trains on one', async () => {
    const message =
      'training backend webgpu: no GPU is used: the page asks for WebAssembly (gpu: off). Set backend to wasm.';
    await expect(train('webgpu', 'off')).rejects.toThrow(message);
  });

  it('reads pictures, scaled to cover', async () => {
    // Left half red, right half blue.
    expect(await page.evaluate('picture()')).toEqual([255, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 255]);
  });
});

/** The losses of a log. */
function values(log: string): readonly number[] {
  const lines = log
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { readonly name: string; readonly value: number });
  return lines.filter(({ name }) => name === 'task' || name === 'log_loss').map(({ value }) => value);
}
