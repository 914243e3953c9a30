import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { chromiumPath, launchChromium } from '../../test/browser/chromium.ts';
import type { BenchRow } from '../bench-row.ts';
import { spread } from '../measure.ts';
import { benchFiles } from './bench-files.ts';
import type { BlurRun, BlurSideName } from './blur-side.ts';
import { serveBench } from './serve-bench.ts';

const MODEL = path.resolve('../shared/models/selfie_segmentation.tflite');
const FRAMES = 45;
const ROUNDS = 5;
const STARTS = 3;
const PEER = 'tasks-vision ImageSegmenter (CPU) + canvas blur';

/**
 * Background blur of one 720p clip in one Chromium, on CPU, from the file to a canvas, with the same network:
 * graphs/background/blur.yaml (LiteRT) beside MediaPipe's ImageSegmenter with a canvas that blurs. Passes over the clip
 * take turns; start-ups are those of fresh pages.
 *
 * Without Chromium, ffmpeg or the network it says so and measures nothing.
 */
export async function benchWeb(): Promise<BenchRow[]> {
  const missing = whatIsMissing();
  if (missing !== undefined) {
    console.error(`bench web: SKIPPED: ${missing}`);
    return [];
  }
  const site = await serveBench(await benchFiles(MODEL, FRAMES));
  const browser = await launchChromium();
  try {
    const starts: Record<BlurSideName, number[]> = { full: [], light: [], peer: [] };
    const bytes: Record<BlurSideName, number> = { full: 0, light: 0, peer: 0 };
    for (let i = 0; i < STARTS; i += 1) {
      for (const side of SIDES) {
        site.takeBytes();
        starts[side].push(await inPage<number>(browser, site.url, `startUp('${side}')`));
        bytes[side] = site.takeBytes();
      }
    }
    const runs = await inPage<Record<BlurSideName, readonly BlurRun[]>>(browser, site.url, ROUNDS_PROGRAM);
    const figures = (side: BlurSideName) => ({
      rate: spread(runs[side].map(({ frames, milliseconds }) => (1000 * frames) / milliseconds)).median,
      p95: percentile95(runs[side].flatMap(({ intervals }) => intervals.slice(1))),
      kilobytes: bytes[side] / 1000,
      start: spread(starts[side]).median,
    });
    const peer = figures('peer');
    return (['full', 'light'] as const).flatMap((quality): BenchRow[] => {
      const own = figures(quality);
      const row = (metric: string, unit: string, ours: number, theirs: number, ratio: number): BenchRow => ({
        ...{ name: `web/blur-720p/${quality}`, metric, unit, ours, peer: theirs, peerName: PEER, ratio },
      });
      const less = (metric: string, unit: string, ours: number, theirs: number) =>
        row(metric, unit, ours, theirs, theirs / ours);
      return [
        row('frames a second', 'frames/s', own.rate, peer.rate, own.rate / peer.rate),
        less('95th percentile of a frame', 'ms', own.p95, peer.p95),
        less('downloaded, by gzip', 'kB', own.kilobytes, peer.kilobytes),
        less('start-up to the first frame', 'ms', own.start, peer.start),
      ];
    });
  } finally {
    await browser.close();
    await site.close();
  }
}

function whatIsMissing(): string | undefined {
  if (!existsSync(MODEL)) return `there is no ${MODEL}. Put selfie_segmentation.tflite there.`;
  if (chromiumPath === undefined) return 'there is no Chromium. bash scripts/install-system-packages.sh chromium';
  if (spawnSync('ffmpeg', ['-version']).status !== 0) {
    return 'there is no ffmpeg. bash scripts/install-system-packages.sh ffmpeg';
  }
  return undefined;
}

const SIDES = ['full', 'light', 'peer'] as const;

function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)] ?? 0;
}

/** One uncounted pass of each, then passes in turn. */
const ROUNDS_PROGRAM = `(async () => {
  const runs = { full: [], light: [], peer: [] };
  for (let round = -1; round < ${ROUNDS}; round++) {
    for (const side of Object.keys(runs)) {
      const run = await throughput(side);
      if (run.frames !== ${FRAMES}) throw new Error(side + ' drew ' + run.frames + ' frames of ${FRAMES}');
      if (round >= 0) runs[side].push(run);
    }
  }
  return runs;
})()`;

async function inPage<T>(browser: Browser, url: string, expression: string): Promise<T> {
  const page = await browser.newPage();
  try {
    await page.goto(url);
    await page.waitForFunction('globalThis.throughput !== undefined');
    return await page.evaluate<T>(expression);
  } finally {
    await page.close();
  }
}
