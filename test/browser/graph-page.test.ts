import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cliRegistry } from '../../runtime-node/cli/cli-registry.ts';
import { drawPlan } from '../../runtime-node/cli/drawing/draw-plan.ts';
import { toHtml } from '../../runtime-node/cli/drawing/to-html.ts';
import { toSvg } from '../../runtime-node/cli/drawing/to-svg.ts';
import { openPlan } from '../../runtime-node/cli/open-graph.ts';
import { type GraphPlan, parseGraph, planGraph } from '../../src/graph/index.ts';
import { chromiumPath, inChromium, launchChromium } from './chromium.ts';
import { serveSite, type TestSite } from './serve-site.ts';

/** What tries to become markup, a script, a style, or to steer a terminal. */
const EVIL = `</title></script></style><script>pwned=1</script><img src=x onerror=pwned=1>"'&<!--]]>\u001b[2J`;

const hostile = parseGraph(`
# ${EVIL.replace(/\u001b/g, '')}
type: Hostile
input_stream: in
output_stream: out
node:
  # ${EVIL.replace(/\u001b/g, '')}
  - calculator: PassThroughCalculator
    input_stream: in
    output_stream: mid
  - calculator: PacketFrequencyCalculator
    input_stream: mid
    output_stream: out
    options: {label: [${JSON.stringify(EVIL)}]}
`);

describe.skipIf(chromiumPath === undefined)(inChromium('the page of a graph'), () => {
  let browser: Browser;
  let site: TestSite;
  let page: Page;
  let plan: GraphPlan;
  let faults: string[];
  let requests: string[];

  beforeAll(async () => {
    plan = await openPlan('graphs/background/blur.yaml', cliRegistry());
    const evil = planGraph(hostile, { registry: cliRegistry() });
    const drawn = drawPlan(evil);
    const named = {
      ...drawn,
      type: EVIL,
      nodes: drawn.nodes.map(node => ({ ...node, label: EVIL, name: EVIL })),
      edges: drawn.edges.map(edge => ({ ...edge, label: EVIL, name: EVIL, type: EVIL })),
      groups: [{ id: 'g0', label: EVIL, name: EVIL, type: EVIL, comment: EVIL }],
    };
    site = await serveSite({
      'blur.html': toHtml(plan, drawPlan(plan)),
      'evil.html': toHtml(evil, named),
      'svg.json': JSON.stringify([toSvg(drawPlan(plan)), toSvg(named)]),
    });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    faults = [];
    requests = [];
    page.on('pageerror', error => faults.push(error.message));
    page.on('console', message => faults.push(message.text()));
    page.on('request', request => requests.push(request.url()));
  });
  afterEach(async () => {
    await page.close();
  });

  const transform = () => page.locator('#scene').getAttribute('transform');
  const selected = () => page.locator('#panel article:not([hidden]) h2').allTextContents();

  it('loads nothing but itself, and breaks no rule of its policy', async () => {
    await page.goto(`${site.url}blur.html`);
    expect(await page.title()).toBe('BlurBackground');
    expect(await page.locator('.node').count()).toBe(plan.nodes.length);
    expect(requests.filter(url => !url.endsWith('/favicon.ico'))).toEqual([`${site.url}blur.html`]);
    expect(faults.filter(fault => !fault.includes('favicon'))).toEqual([]);
  });

  it('shows the contract, the options with their values and the comment of a node on click', async () => {
    await page.goto(`${site.url}blur.html`);
    await page.locator('.node', { hasText: 'SegmentationSmoothingCalculator' }).first().click();
    const panel = page.locator('#panel');
    expect(await panel.isVisible()).toBe(true);
    const node = plan.nodes.find(one => one.calculator.name === 'SegmentationSmoothingCalculator')!;
    const text = await panel.innerText();
    expect(text).toContain(node.calculator.summary.trim().split('\n')[0]);
    expect(text).toContain('combine_with_previous_ratio');
    expect(text).toContain('0.9');
    expect(text).toContain('segment.yaml:');
    await page.keyboard.press('0');
    await page.locator('.group[data-id="g0"] text').click();
    expect(await selected()).toEqual(['person']);
    await page.locator('#close').click();
    expect(await panel.isVisible()).toBe(false);
  });

  it('follows a stream to the next node from the panel', async () => {
    await page.goto(`${site.url}blur.html`);
    await page.locator('.node', { hasText: 'QualityGovernorCalculator' }).click();
    await page.locator('#panel article:not([hidden]) .go').first().click();
    expect(await selected()).not.toEqual(['person__governor']);
    expect(await selected()).toHaveLength(1);
  });

  it('can be searched, zoomed and left by keyboard alone', async () => {
    await page.goto(`${site.url}blur.html`);
    const before = await transform();
    await page.keyboard.press('+');
    expect(await transform()).not.toBe(before);
    await page.keyboard.press('0');
    expect(await transform()).toBe(before);
    await page.keyboard.press('ArrowLeft');
    expect(await transform()).not.toBe(before);

    await page.keyboard.press('/');
    await page.keyboard.type('inference');
    expect(await page.locator('#found').textContent()).toMatch(/^\d+ found$/);
    await page.keyboard.press('Enter');
    expect(await page.locator('#found').textContent()).toMatch(/^1 of \d+$/);
    const first = await selected();
    await page.keyboard.press('Enter');
    expect(await selected()).not.toEqual(first);
    await page.keyboard.press('Escape');
    expect(await selected()).toEqual([]);

    await page.locator('.node').first().focus();
    await page.keyboard.press('Enter');
    expect(await selected()).toHaveLength(1);
    await page.keyboard.press('Escape');
    expect(await selected()).toEqual([]);
  });

  it('is dragged by the pointer and zoomed by the wheel about it', async () => {
    await page.goto(`${site.url}blur.html`);
    const node = page.locator('.node').nth(3);
    const before = (await node.boundingBox())!;
    await page.mouse.move(600, 700);
    await page.mouse.down();
    await page.mouse.move(650, 720, { steps: 3 });
    await page.mouse.up();
    const after = (await node.boundingBox())!;
    expect([after.x - before.x, after.y - before.y].map(Math.round)).toEqual([50, 20]);
    expect(await selected()).toEqual([]);
    const middle = { x: after.x + after.width / 2, y: after.y + after.height / 2 };
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.wheel(0, -100);
    await expect.poll(async () => (await node.boundingBox())!.width).toBeGreaterThan(after.width * 1.2);
    const zoomed = (await node.boundingBox())!;
    expect(zoomed.x + zoomed.width / 2).toBeCloseTo(middle.x, 0);
  });

  it('is light or dark as the reader prefers, or as they choose', async () => {
    await page.goto(`${site.url}blur.html`);
    const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await back();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await back();
    expect(dark).not.toBe(light);
    await page.locator('#theme').click();
    expect(await back()).toBe(light);
    await page.locator('#theme').click();
    expect(await back()).toBe(dark);
  });

  it('lets no name, type, comment or value become markup', async () => {
    await page.goto(`${site.url}evil.html`);
    expect(await page.evaluate('globalThis.pwned')).toBe(undefined);
    expect(await page.locator('script').count()).toBe(1);
    expect(await page.locator('style').count()).toBe(1);
    expect(await page.locator('img, iframe, object, embed, link, base, form').count()).toBe(0);
    expect(await page.locator('.node .name').first().textContent()).toContain('…');
    await page.locator('.node').last().click();
    const text = await page.locator('#panel').innerText();
    expect(text).toContain('<script>pwned=1</script>');
    // Control characters are what must not be there.
    expect(await page.content()).not.toMatch(/\u001b/);
    expect(faults.filter(fault => !fault.includes('favicon'))).toEqual([]);
  });

  it('draws SVG that is well-formed and holds no script', async () => {
    await page.goto(`${site.url}blur.html`);
    const drawings = await page.evaluate(
      async url => {
        // Not from the page under its policy: the test hands the text in.
        const texts = JSON.parse(url) as string[];
        return texts.map(text => {
          const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
          const all = [...parsed.querySelectorAll('*')];
          return {
            root: parsed.documentElement.nodeName,
            broken: parsed.querySelectorAll('parsererror').length,
            kinds: [...new Set(all.map(element => element.localName))].sort(),
            handlers: all.flatMap(element => [...element.attributes].filter(one => /^on|href$/.test(one.name))).length,
            nodes: parsed.querySelectorAll('.node').length,
          };
        });
      },
      JSON.stringify([toSvg(drawPlan(plan)), await (await fetch(`${site.url}svg.json`)).json().then(all => all[1])]),
    );
    const kinds = ['g', 'path', 'rect', 'style', 'svg', 'text', 'title', 'tspan'];
    expect(drawings).toEqual([
      { root: 'svg', broken: 0, kinds, handlers: 0, nodes: plan.nodes.length },
      { root: 'svg', broken: 0, kinds, handlers: 0, nodes: 2 },
    ]);
  });
});
