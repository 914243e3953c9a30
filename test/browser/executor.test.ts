import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';
import { chromiumPath, inChromium, launchChromium } from './chromium.ts';
import { serveSite, type TestSite } from './serve-site.ts';

/** Calculators of both the page and its workers. */
const CALCULATORS = `
import { any, defineCalculator, image, required } from './src/graph/index.ts';

const invert = defineCalculator({
  name: 'InvertCalculator',
  summary: 'Inverts a picture, and says where.',
  inputs: { '': required(image, 'a picture') },
  outputs: { '': required(image, 'the same, inverted') },
  open: () => ({
    process(ctx) {
      const one = ctx.inputs[''].get();
      if (one.width === 13) setTimeout(() => { throw new Error('an unlucky width'); });
      if (one.width === 13) return new Promise(() => undefined);
      ctx.count(typeof document === 'undefined' ? 'worker' : 'page');
      ctx.count(one.data.buffer instanceof ArrayBuffer ? 'moved' : 'shared');
      ctx.outputs[''].emit({ ...one, data: one.data.map(value => 255 - value) });
    },
  }),
});
const calculators = [invert];
`;

const WORKER = `${CALCULATORS}
import { servePageWorker } from './runtime-web/executor/serve-page-worker.ts';
servePageWorker({ calculators });
`;

const PAGE = `${CALCULATORS}
import { createGraph, createRegistry, parseGraph, planGraph } from './src/graph/index.ts';
import { pageExecutorTypes } from './runtime-web/executor/page-worker-pool.ts';

const text = memory => \`
input_stream: in
output_stream: out
executor: {name: pool, type: WorkerPoolExecutor, options: {num_threads: 2, memory: \${memory}}}
node: {calculator: InvertCalculator, input_stream: in, output_stream: out, executor: pool}
\`;
globalThis.run = async (memory, width) => {
  const worker = () => new Worker('worker.js', { type: 'module' });
  const plan = planGraph(parseGraph(text(memory)), { registry: createRegistry(calculators) });
  const graph = createGraph(plan, { executorTypes: pageExecutorTypes({ worker, calculators }) });
  const out = [];
  graph.observe('out', ({ timestamp, value }) => out.push([timestamp, value.data.length, value.data[0], value.data.at(-1)]));
  graph.start();
  let error;
  try {
    for (let i = 0; i < 5; i += 1) {
      await graph.add('in', { kind: 'cpu', format: 'gray8', width, height: 512, data: new Uint8Array(width * 512).fill(i) }, i);
    }
    graph.closeAllInputs();
    await graph.done();
  } catch (thrown) {
    error = thrown.name + ' ' + thrown.message;
  }
  const counted = name => graph.counter('InvertCalculator-' + name);
  const { live, moved } = graph.stats();
  return { out, error, live, moved, counts: [counted('worker'), counted('page'), counted('moved'), counted('shared')] };
};
globalThis.isReady = true;
`;

interface Result {
  readonly out: readonly unknown[];
  readonly error?: string;
  readonly live: number;
  readonly moved: readonly string[];
  readonly counts: readonly number[];
}

const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

describe.skipIf(chromiumPath === undefined)(inChromium('a pool of module workers in a page'), () => {
  let browser: Browser;
  let files: Readonly<Record<string, string>>;
  const sites: TestSite[] = [];

  beforeAll(async () => {
    const page = '<!doctype html><meta charset=utf-8><title>pool</title><script type=module src=page.js></script>';
    files = { '': page, 'page.js': await bundle(PAGE), 'worker.js': await bundle(WORKER) };
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    for (const site of sites) await site.close();
  });

  async function run(memory: string, width: number, headers: Readonly<Record<string, string>>): Promise<Result> {
    const site = await serveSite(files, headers);
    sites.push(site);
    const page = await browser.newPage();
    await page.goto(site.url);
    await page.waitForFunction('globalThis.isReady === true', undefined, { timeout: 20_000 });
    const result: Result = await page.evaluate(`globalThis.run(${JSON.stringify(memory)}, ${width})`);
    await page.close();
    return result;
  }

  const inverted = [0, 1, 2, 3, 4].map(i => [i, 512 * 512, 255 - i, 255 - i]);

  it.each([
    ['moves buffers', 'transfer', isolation, [5, 0, 5, 0]],
    ['shares memory where the page is isolated', 'shared', isolation, [5, 0, 0, 5]],
    ['moves buffers where it is not', 'shared', {}, [5, 0, 5, 0]],
  ] as const)('%s', async (_, memory, headers, counts) => {
    expect(await run(memory, 512, headers)).toEqual({ out: inverted, live: 0, moved: ['InvertCalculator'], counts });
  });

  it('fails the run when a worker fails', async () => {
    const { error, live } = await run('transfer', 13, {});
    expect(error).toMatch(
      /^NodeError node "InvertCalculator" .* worker 0 of executor "pool": has ended in the middle: /,
    );
    expect(error).toContain('an unlucky width');
    expect(live).toBe(0);
  });
});
