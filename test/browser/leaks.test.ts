import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, inChromium, launchChromium } from './chromium.ts';
import type { TestSite } from './serve-site.ts';
import { waitFor } from './wait-for.ts';
import { serveWebPage } from './web-site.ts';

const PROGRAM = `
import { createGraph, sinks } from './runtime-web/index.ts';

/** Frames that the page has made and nobody has closed. */
let open = 0;
const Real = VideoFrame;
globalThis.VideoFrame = class extends Real {
  constructor(...given) {
    super(...given);
    open += 1;
  }
  close() {
    if (this.format !== null) open -= 1;
    super.close();
  }
};
const pixels = new Uint8Array(16 * 16 * 4).fill(200);
/** A source of so many frames; \`at\` is told of each. */
const frames = (count, at = () => undefined) => ({
  gives: 'frames',
  live: false,
  async open() {
    let k = 0;
    return {
      label: 'made here',
      async read() {
        if (k === count) return undefined;
        const timestampUs = k * 1000;
        k += 1;
        await at(k);
        const init = { format: 'RGBX', codedWidth: 16, codedHeight: 16, timestamp: timestampUs };
        return { timestampUs, value: { frame: new VideoFrame(pixels, init) } };
      },
      close: () => undefined,
    };
  },
});
// A loop keeps a packet of the frame before, a gate drops every packet of one branch.
const graph = \`
input_stream: in
output_stream: out
node:
  - calculator: ImageDownsampleCalculator
    input_stream: IMAGE:in
    output_stream: IMAGE:small
    options: {width: 8, height: 8}
  - calculator: PreviousLoopbackCalculator
    input_stream: [MAIN:in, LOOP:small]
    input_stream_info: {tag_index: LOOP, back_edge: true}
    output_stream: PREV_LOOP:before
  - {calculator: GateCalculator, input_stream: before, output_stream: never, options: {allow: false}}
  - {calculator: PassThroughCalculator, input_stream: small, output_stream: out}
\`;
const canvas = () => document.createElement('canvas');
globalThis.tests = {
  async packets(count) {
    const seen = {};
    let made;
    const at = async k => {
      if (k !== 1000 && k !== count) return;
      // At rest: everything that was handed over is out.
      while ((await made.stats()).framesOut < k - 1) await new Promise(resolve => setTimeout(resolve));
      seen[k] = [(await made.stats()).live, open];
    };
    made = await createGraph(graph, { input: frames(count, at), output: sinks.canvas(canvas()) });
    await made.start();
    await made.done();
    const { framesIn, framesOut, live } = await made.stats();
    await made.close();
    return { early: seen[1000], late: seen[count], framesIn, framesOut, live, open };
  },
  async cycles(count) {
    let live = 0;
    for (let i = 0; i < count; i++) {
      const made = await createGraph(graph, { input: frames(4), output: sinks.canvas(canvas()) });
      await made.start();
      // Every other one is cut off.
      if (i % 2 === 0) await made.done();
      await made.close();
      live += (await made.stats()).live;
    }
    return { live, open };
  },
};
`;

describe.skipIf(chromiumPath === undefined)(inChromium('what graphs in a page keep'), () => {
  let browser: Browser;
  let site: TestSite;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    site = await serveWebPage(PROGRAM, {}, '');
    browser = await launchChromium();
    page = await browser.newPage();
    page.on('pageerror', error => faults.push(error.message));
    await page.goto(site.url);
    await waitFor(page, 'globalThis.tests !== undefined');
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  it('is as much at packet 10,000 as at packet 1,000, and nothing at the end', async () => {
    const result = await page.evaluate<Record<string, unknown>>('tests.packets(10_000)');
    expect(result).toMatchObject({ framesIn: 10_000, framesOut: 10_000, live: 0, open: 0 });
    expect(result['late']).toEqual(result['early']);
  });

  it('is nothing after 200 graphs that were made, run and closed, half of them cut off', async () => {
    expect(await page.evaluate('tests.cycles(200)')).toEqual({ live: 0, open: 0 });
    expect(faults).toEqual([]);
  });
});
