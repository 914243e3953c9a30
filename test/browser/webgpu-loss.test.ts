import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gpuPage } from '../fixtures/gpu/gpu-page.ts';
import { lossPage } from '../fixtures/gpu/loss-page.ts';
import { tinyModelFiles } from '../fixtures/gpu/tiny-model.ts';
import { adapterName, chromiumPath, gpuSwitches, inChromium, launchChromium, onRealGpu } from './chromium.ts';
import type { TestSite } from './serve-site.ts';
import { waitFor } from './wait-for.ts';
import { serveWebPage } from './web-site.ts';

const folder = path.resolve(import.meta.dirname, '../../graphs/background');
const text = (name: string) => readFileSync(path.join(folder, `${name}.yaml`), 'utf8');
const blur = { text: text('blur'), subgraphs: [text('person-mask'), text('segment')] };

const FRAMES = 6;

interface Outcome {
  readonly device: { readonly kind: string; readonly reason: string };
  readonly pictures: readonly (readonly number[])[];
  /** Which frame each picture is of. */
  readonly numbers: readonly number[];
  /** How bright the canvas was before each frame but the first. */
  readonly seen: readonly number[];
  readonly shown: readonly number[];
  readonly lost: number;
  readonly logs: readonly string[];
  readonly framesOut: number;
  readonly live: number;
  readonly openFrames: number;
  readonly gpu?: { readonly liveBuffers: number };
}

describe.skipIf(chromiumPath === undefined)(
  inChromium(`a computing device that is lost in a page, on ${adapterName}`),
  () => {
    let browser: Browser;
    let site: TestSite;
    let page: Page;
    let onCpu: Outcome;
    const faults: string[] = [];

    beforeAll(async () => {
      site = await serveWebPage(gpuPage, { ...tinyModelFiles('tiny'), ...tinyModelFiles('light', 8) });
      browser = await launchChromium(gpuSwitches);
      page = await browser.newPage();
      page.on('pageerror', error => faults.push(error.message));
      await page.goto(site.url);
      await waitFor(page, 'globalThis.ready');
      onCpu = await run({ gpu: 'off' });
    }, 180_000);
    afterAll(async () => {
      await browser.close();
      await site.close();
    });

    const run = (options: object): Promise<Outcome> =>
      page.evaluate(`run(${JSON.stringify(blur)}, ${JSON.stringify({ count: FRAMES, ...options })})`);

    it.each([
      [0, 'before', false],
      [2, 'before', false],
      [2, 'during', false],
      [4, 'during', false],
      [2, 'before', true],
      [3, 'during', true],
    ] as const)(
      'at frame %i, %s it is read (no other device: %s): the frames that follow come, none is blank, none left behind',
      async (k, when, refuse) => {
        const outcome = await run({ loseAt: k, when, refuse });
        const warnings = outcome.logs.filter(one => one.startsWith('gpu: '));
        expect(warnings[0]).toContain('the device was lost');
        // A software adapter may take too long for another device: then WebAssembly goes on, as where there is none.
        expect(warnings.slice(1)).toHaveLength(1);
        expect(warnings[1]).toMatch(refuse ? /given up: no/ : /another device was opened|given up/);
        if (refuse) expect(outcome.device.kind).toBe('wasm');
        if (outcome.device.kind === 'wasm') expect(outcome.device.reason).toContain('the GPU was lost and given up');

        // The frame that lay on the device, or went there before the loss was told, is lost and counted; no other.
        expect(outcome.numbers.length + outcome.lost).toBe(FRAMES);
        const others = Array.from({ length: FRAMES }, (_, n) => n).filter(n => n !== k);
        expect(outcome.numbers.filter(n => others.includes(n))).toEqual(others);
        outcome.numbers.forEach((n, place) => {
          const [picture = [], wanted = []] = [outcome.pictures[place], onCpu.pictures[n]];
          // The first mask after the loss has none before it to lean on: alike, not equal. A blank picture is 100 away.
          expect(meanDifference(picture, wanted), `frame ${n}`).toBeLessThan(5);
        });
        expect(outcome.live).toBe(0);
        expect(outcome.openFrames).toBe(0);
        expect(outcome.gpu?.liveBuffers ?? 0).toBe(0);
      },
      120_000,
    );

    it.each([false, true])(
      'keeps the last picture on the canvas meanwhile, and draws what follows (no other device: %s)',
      async refuse => {
        const outcome = await run({ loseAt: 3, refuse, read: false });
        expect(outcome.seen).toHaveLength(FRAMES - 1);
        // A canvas without a picture is black.
        for (const brightness of outcome.seen) expect(brightness).toBeGreaterThan(40);
        expect(outcome.framesOut + outcome.lost).toBe(FRAMES);
        expect(outcome.lost).toBeLessThanOrEqual(1);
        const last = onCpu.pictures.at(-1) ?? [];
        expect(meanDifference(outcome.shown, last)).toBeLessThan(5);
        expect(outcome.live).toBe(0);
        expect(outcome.openFrames).toBe(0);
      },
      120_000,
    );

    it('tells no fault to the page', () => {
      expect(faults).toEqual([]);
    });
  },
);

function meanDifference(got: readonly number[], wanted: readonly number[]): number {
  return got.reduce((sum, value, i) => sum + Math.abs(value - (wanted[i] ?? Number.NaN)), 0) / wanted.length;
}

/** What a run over 60 frames that loses its device three times has drawn and left. */
interface Losses {
  readonly began: string;
  /** What was drawn: what the graph made, a frame as it came in, or nothing. */
  readonly drawn: readonly ('made' | 'frame' | 'blank')[];
  /** For each loss the time until something was drawn, by the clock of the page. */
  readonly resumedAfterMs: readonly number[];
  readonly framesOut: number;
  readonly lost: number;
  readonly passed: number;
  readonly live: number;
  readonly loans: number;
  readonly open: number;
}

describe.skipIf(chromiumPath === undefined)(
  inChromium(`a device that is lost at each frame of 60 in a page, on ${adapterName}`),
  () => {
    const COUNT = 60;
    /** A few more than are lost at: what lay on the GPU when it was lost may be the last of them, and nothing would follow. */
    const FRAMES = COUNT + 3;
    /** Losses of one run: with one more within a minute the GPU is given up. */
    const EACH = 3;
    const runs = Array.from({ length: COUNT / EACH }, (_, first) => {
      return Array.from({ length: EACH }, (_unused, n) => first + (n * COUNT) / EACH);
    });
    let browser: Browser;
    let site: TestSite;
    let page: Page;

    beforeAll(async () => {
      site = await serveWebPage(lossPage, {});
      browser = await launchChromium(gpuSwitches);
      page = await browser.newPage();
      await page.goto(site.url);
      await waitFor(page, 'globalThis.ready');
    }, 180_000);
    afterAll(async () => {
      await browser.close();
      await site.close();
    });

    const lossesAt = (at: readonly number[], whileGpuIsLost?: string): Promise<Losses> =>
      page.evaluate(`lossesAt(${JSON.stringify({ at, count: FRAMES, whileGpuIsLost })})`);

    // The requirement itself: by the real clock. Usually it is a third of that.
    const MOST_MS = 2000;

    it('holds the last picture: what follows is drawn within two seconds, nothing is blank or unprocessed, nothing is left', async () => {
      for (const at of runs) {
        const outcome = await lossesAt(at);
        const where = `lost at ${at.join(', ')}`;
        expect(outcome.began).toBe('webgpu');
        expect(outcome.resumedAfterMs, where).toHaveLength(EACH);
        for (const milliseconds of outcome.resumedAfterMs) expect(milliseconds, where).toBeLessThan(MOST_MS);
        expect(new Set(outcome.drawn), where).toEqual(new Set(['made']));
        expect(outcome.drawn, where).toHaveLength(outcome.framesOut);
        expect(outcome.framesOut + outcome.lost, where).toBe(FRAMES);
        expect(outcome.lost, where).toBeLessThanOrEqual(EACH);
        expect(outcome, where).toMatchObject({ passed: 0, live: 0, loans: 0, open: 0 });
      }
    }, 600_000);

    it('lets frames pass where the page wants it: each is drawn once, within two seconds, nothing is blank, nothing is left', async () => {
      // A software adapter takes four seconds a run: every fifth there; test/system/webgpu loses it at each frame of 60.
      for (const at of onRealGpu ? runs : runs.filter((_, n) => n % 5 === 0)) {
        const outcome = await lossesAt(at, 'pass');
        const where = `lost at ${at.join(', ')}`;
        expect(outcome.began).toBe('webgpu');
        for (const milliseconds of outcome.resumedAfterMs) expect(milliseconds, where).toBeLessThan(MOST_MS);
        expect(outcome.drawn, where).toHaveLength(FRAMES);
        expect(outcome.drawn.filter(one => one === 'frame').length, where).toBe(outcome.passed);
        expect(outcome.drawn, where).not.toContain('blank');
        // What lay on the device that was lost first, and what came before it.
        expect(outcome.drawn.indexOf('frame'), where).toBe(at[0]);
        expect(outcome, where).toMatchObject({ framesOut: FRAMES, live: 0, loans: 0, open: 0 });
      }
    }, 600_000);
  },
);
