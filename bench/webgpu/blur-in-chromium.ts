import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { launchChromium } from '../../test/browser/chromium.ts';
import { waitFor } from '../../test/browser/wait-for.ts';
import { serveWebPage } from '../../test/browser/web-site.ts';
import type { BlurFigures, BlurTask } from './blur-figures.ts';
import { blurGraph } from './blur-graph.ts';
import type { PresenterPicture } from './presenter-pictures.ts';

/** Times of passes are rounded to a tenth of a millisecond otherwise. */
const EXACT = ['--enable-webgpu-developer-features', '--disable-dawn-features=timestamp_quantization'];

const PROGRAM = `
import { measureBlur } from './bench/webgpu/measure-blur.ts';
globalThis.measureBlur = measureBlur;
`;

/** Measures background blur in a page, from a frame as a camera hands it out to a canvas. @throws Error without a GPU. */
export async function blurInChromium(
  task: BlurTask,
  pictures: readonly PresenterPicture[],
  switches: readonly string[],
): Promise<BlurFigures> {
  const files: Record<string, Uint8Array> = {};
  pictures.forEach(({ i420 }, n) => {
    files[`picture-${n}.i420`] = i420;
  });
  const { network } = task;
  for (const name of network === undefined ? [] : readdirSync(network)) {
    files[`network/${name}`] = readFileSync(path.join(network ?? '', name));
  }
  const site = await serveWebPage(PROGRAM, files);
  const browser = await launchChromium([...switches, ...EXACT]);
  try {
    const page = await browser.newPage();
    page.on('pageerror', error => console.error(`bench webgpu: the page: ${error.message}`));
    await page.goto(site.url);
    await waitFor(page, 'globalThis.measureBlur !== undefined');
    const [graph, given] = [JSON.stringify(blurGraph()), JSON.stringify(task)];
    return await page.evaluate<BlurFigures>(`measureBlur(${graph}, ${given}, ${pictures.length})`);
  } finally {
    await browser.close();
    await site.close();
  }
}
