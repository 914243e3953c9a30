import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { bytesOf } from '../fixtures/golden/bytes-of.ts';
import { goldenEntries } from '../fixtures/golden/golden-entries.ts';
import { type GoldenPackets, goldenPackets, whyLeftOut } from '../fixtures/golden/golden-packets.ts';
import { isNear } from '../fixtures/golden/is-near.ts';
import { bundle } from './bundle.ts';
import { chromiumPath, inChromium, launchChromium } from './chromium.ts';
import { serveSite, type TestSite } from './serve-site.ts';

const PROGRAM = `
import { goldenPackets } from './test/fixtures/golden/golden-packets.ts';
globalThis.result = await goldenPackets();
`;

type Golden = Readonly<Record<string, GoldenPackets>>;

describe('what every calculator sends', () => {
  let inNode: Golden;
  beforeAll(async () => {
    inNode = await goldenPackets();
  });

  it('is known of each that a page can run: one that fails or sends nothing needs an entry', () => {
    const failed = Object.entries(inNode).flatMap(([name, sent]) => (sent['error'] ?? []).map(why => [name, why]));
    expect(failed).toEqual([]);
    const silent = Object.entries(inNode).filter(([, sent]) => Object.values(sent).every(list => list.length === 0));
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  it('leaves out none but those whose work is outside of a page, with a reason', () => {
    const left = builtinCalculators.filter(one => whyLeftOut(one) !== undefined).map(one => one.name);
    expect([...Object.keys(inNode), ...left].sort()).toEqual(builtinCalculators.map(one => one.name).sort());
    expect(left.filter(name => name in goldenEntries)).toEqual([]);
    expect(Object.keys(goldenEntries).filter(name => !(name in inNode))).toEqual([]);
  });

  it('is the same the second time', async () => {
    expect(await goldenPackets()).toEqual(inNode);
  });

  it('is compared in all but the last bits where an entry says so', () => {
    const texts = (value: number) => [bytesOf({ a: value, b: [1, 'x'] }), bytesOf(Float64Array.of(0.5, value))];
    const pairs = (value: number) => texts(0.1).map((text, i) => isNear(text, texts(value)[i] ?? ''));
    expect(pairs(0.1 + 2e-17)).toEqual([true, true]);
    expect(pairs(0.1 + 1e-13)).toEqual([true, true]);
    expect(pairs(0.1 + 1e-11)).toEqual([false, false]);
    expect(isNear(bytesOf({ a: 1 }), bytesOf({ b: 1 }))).toBe(false);
    expect(bytesOf(Float32Array.of(1, Number.NaN))).not.toBe(bytesOf(Float32Array.of(1, 0)));
  });

  describe.skipIf(chromiumPath === undefined)(inChromium('in a page'), () => {
    let browser: Browser;
    let site: TestSite;
    beforeAll(async () => {
      const page = '<!doctype html><meta charset=utf-8><title>golden</title><script type=module src=page.js></script>';
      site = await serveSite({ '': page, 'page.js': await bundle(PROGRAM) });
      browser = await launchChromium();
    });
    afterAll(async () => {
      await browser.close();
      await site.close();
    });

    it('is byte for byte what it sends in Node; but for the last bits where an entry says why', async () => {
      const page = await browser.newPage();
      await page.goto(site.url);
      await page.waitForFunction('globalThis.result !== undefined');
      const inPage = await page.evaluate<Golden>('globalThis.result');
      expect(Object.keys(inPage)).toEqual(Object.keys(inNode));
      const different = Object.keys(inNode).filter(name => {
        const [here, there] = [JSON.stringify(inNode[name]), JSON.stringify(inPage[name])];
        return goldenEntries[name]?.lastBits === undefined ? here !== there : !isNear(here, there);
      });
      expect(different).toEqual([]);
    });
  });
});
