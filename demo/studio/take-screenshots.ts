// `node scripts/run-ts.mjs demo/studio/take-screenshots.ts [URL]`, beside `npm run web`: the studio's pictures in docs/images,
// each graph of its list with the sample clip. Needs Chromium.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { launchChromium } from '../../test/browser/chromium.ts';
import { waitFor } from '../../test/browser/wait-for.ts';

const folder = fileURLToPath(new URL('../../docs/images', import.meta.url));
const url = process.argv[2] ?? 'http://127.0.0.1:8321/';
/** Frames after which the times have settled. */
const FRAMES = 40;

interface Look {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}
const wide: Look = { width: 1440, height: 1000, colorScheme: 'light' };

const browser = await launchChromium();

/** Opens the studio and runs a graph. */
async function run(id: string, { width, height, colorScheme }: Look, thread: 'page' | 'worker'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(url);
  await waitFor(page, 'document.querySelector("#graph option") !== null');
  await page.selectOption('#graph', id);
  await page.selectOption('#thread', thread);
  await page.click('#run');
  await waitFor(page, `Number(document.getElementById('frames').textContent.split(' ').at(-1)) >= ${FRAMES}`, 240_000);
  return page;
}

async function save(name: string, png: Buffer, width: number): Promise<void> {
  await sharp(png)
    .resize({ width, withoutEnlargement: true })
    .jpeg({ quality: 82, mozjpeg: true })
    .toFile(path.join(folder, `${name}.jpg`));
  console.log(`docs/images/${name}.jpg`);
}

async function whole(name: string, id: string, look: Look, thread: 'page' | 'worker'): Promise<void> {
  const page = await run(id, look, thread);
  await save(name, await page.screenshot({ fullPage: true }), 1100);
  await page.close();
}

try {
  await whole('studio', 'background/blur:composited', wide, 'page');
  await whole('studio-replace-dark', 'background/replace:composited', { ...wide, colorScheme: 'dark' }, 'page');
  await whole(
    'studio-phone',
    'background/blur:composited',
    { width: 360, height: 780, colorScheme: 'light' },
    'worker',
  );
  const list = await browser.newPage();
  await list.goto(url);
  await waitFor(list, 'document.querySelector("#graph option") !== null');
  const ids = await list.$$eval('#graph option', options => options.map(one => (one as HTMLOptionElement).value));
  await list.close();
  for (const id of ids) {
    const page = await run(id, wide, 'page');
    const name = id.replaceAll(/[^a-z]+/g, '-');
    await save(`graph-${name}`, await page.locator('#stage').screenshot(), 900);
    await page.close();
  }
} finally {
  await browser.close();
}
