import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';
import { chromiumPath, inChromium, launchChromium } from './chromium.ts';
import { serveSite, type TestSite } from './serve-site.ts';

/** The page's own program: a graph file as text, numbers in, sums out. */
const PROGRAM = `
import { createGraph, createRegistry, parseGraph, planGraph } from './src/graph/index.ts';
import { coreCalculators } from './src/calculators/core/index.ts';

const text = \`
input_stream: [in, tick]
output_stream: out
node:
  - {calculator: PassThroughCalculator, input_stream: in, output_stream: same}
  - {calculator: PacketClonerCalculator, input_stream: [same, TICK:tick], output_stream: out}
\`;
const registry = createRegistry(coreCalculators);
const graph = createGraph(planGraph(parseGraph(text), { registry }));
const out = [];
graph.observe('out', packet => out.push([packet.timestamp, packet.value]));
graph.start();
await graph.add('in', 'a', 0);
await graph.add('tick', true, 5);
await graph.add('in', 'b', 10);
await graph.add('tick', true, 20);
graph.closeAllInputs();
await graph.done();
globalThis.result = { out, live: graph.stats().live };
`;

describe.skipIf(chromiumPath === undefined)(inChromium('the engine in a page'), () => {
  let browser: Browser;
  let site: TestSite;

  beforeAll(async () => {
    const page = '<!doctype html><meta charset=utf-8><title>engine</title><script type=module src=page.js></script>';
    site = await serveSite({ '': page, 'page.js': await bundle(PROGRAM) });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  it('reads and runs a graph file', async () => {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on('pageerror', error => faults.push(error.message));
    await page.goto(site.url);
    const done = page.waitForFunction('globalThis.result !== undefined', undefined, { timeout: 10_000 });
    await done.catch(() => undefined);
    expect(faults).toEqual([]);
    expect(await page.evaluate('globalThis.result')).toEqual({
      out: [
        [5, 'a'],
        [20, 'b'],
      ],
      live: 0,
    });
  });
});
