import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, inChromium, launchChromium } from './chromium.ts';
import type { TestSite } from './serve-site.ts';
import { waitFor } from './wait-for.ts';
import { serveWebPage } from './web-site.ts';

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

const PROGRAM = `
import './runtime-web/element.ts';

// What lives on after its element would show here.
const census = { frames: [], workers: 0, tracks: new Set() };
const { VideoFrame: Frame, Worker: Thread } = globalThis;
globalThis.VideoFrame = new Proxy(Frame, {
  construct(...args) {
    const frame = Reflect.construct(...args);
    census.frames.push(frame);
    return frame;
  },
});
globalThis.Worker = class extends Thread {
  constructor(...args) { super(...args); census.workers += 1; this.running = true; }
  terminate() { if (this.running) census.workers -= 1; this.running = false; super.terminate(); }
};
const media = navigator.mediaDevices;
const getUserMedia = media.getUserMedia.bind(media);
media.getUserMedia = async constraints => {
  const stream = await getUserMedia(constraints);
  for (const track of stream.getTracks()) census.tracks.add(track);
  return stream;
};
const event = (element, name) => new Promise(resolve => element.addEventListener(name, resolve, { once: true }));
const make = attributes => {
  const element = document.createElement('millrace-graph');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};
globalThis.tests = {
  async plays(worker) {
    const element = make({ src: 'pass.yaml', input: 'clip.mp4', controls: '', ...(worker ? { worker: '' } : {}) });
    const seen = [];
    for (const name of ['start', 'end']) element.addEventListener(name, () => seen.push(name));
    element.addEventListener('statechange', () => seen.push(element.state));
    element.addEventListener('progress', ({ detail }) => seen.push(detail.stage));
    document.body.append(element);
    const ended = event(element, 'end');
    element.shadowRoot.querySelector('#start').click();
    await ended;
    const canvas = element.shadowRoot.querySelector('canvas');
    const size = [canvas.width, canvas.height];
    // And again, on a fresh canvas.
    await element.start();
    element.togglePause();
    const paused = element.state;
    element.togglePause();
    await element.stop();
    const roles = [...element.shadowRoot.querySelectorAll('[role]')].map(one => one.getAttribute('role'));
    element.remove();
    return { seen, size, paused, state: element.state, roles };
  },
  async sized(worker, graphOptions) {
    const element = make({ src: 'small.yaml', input: 'clip.mp4', ...(worker ? { worker: '' } : {}) });
    element.graphOptions = graphOptions;
    document.body.append(element);
    const ended = event(element, 'end');
    await element.start();
    await ended;
    const { width, height } = element.shadowRoot.querySelector('canvas');
    element.remove();
    return [width, height];
  },
  async fails() {
    const element = make({ src: 'nothing.yaml', input: 'clip.mp4', autostart: '' });
    const failed = event(element, 'error');
    document.body.append(element);
    const { message } = await failed;
    const shown = element.shadowRoot.querySelector('slot:not([hidden])').textContent;
    element.remove();
    return { message, shown, state: element.getAttribute('state') };
  },
  async mounts(count, attributes) {
    for (let i = 0; i < count; i++) {
      const element = make({ src: 'pass.yaml', autostart: '', ...attributes });
      document.body.append(element);
      // Removed while it loads, right after its start, or after some frames; moved like React's strict mode does.
      if (i % 4 === 1) await event(element, 'statechange');
      if (i % 4 === 2) await event(element, 'start');
      if (i % 4 === 3) { element.remove(); document.body.append(element); await event(element, 'start'); await new Promise(resolve => setTimeout(resolve, 30)); }
      element.remove();
    }
    await new Promise(resolve => setTimeout(resolve, 300));
    // A frame that was closed or handed to a worker has no size here.
    return { frames: census.frames.filter(one => one.codedWidth > 0).length, workers: census.workers, live: [...census.tracks].filter(one => one.readyState === 'live').length, elements: document.querySelectorAll('millrace-graph').length };
  },
};
`;

describe.skipIf(chromiumPath === undefined || !hasFfmpeg)(
  inChromium(hasFfmpeg ? '<millrace-graph>' : '<millrace-graph> (there is no ffmpeg here)'),
  () => {
    let browser: Browser;
    let site: TestSite;
    let page: Page;
    let folder: string;
    const faults: string[] = [];

    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'millrace-clip-'));
      const clip = path.join(folder, 'clip.mp4');
      spawnSync('ffmpeg', [
        ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=96x64:rate=15:duration=0.6'],
        ...['-pix_fmt', 'yuv420p', '-c:v', 'libx264', clip],
      ]);
      const pass =
        'input_stream: in\noutput_stream: out\nnode: {calculator: PassThroughCalculator, input_stream: in, output_stream: out}\n';
      const small = [
        'graph_options: {width: 24}\ninput_stream: in\noutput_stream: out\nnode:\n  - calculator: ImageDownsampleCalculator',
        'input_stream: IMAGE:in\n    output_stream: IMAGE:out\n    options: {height: 16}\n    option_value: width:options/width\n',
      ].join('\n    ');
      const files = { 'clip.mp4': readFileSync(clip), 'pass.yaml': pass, 'small.yaml': small };
      site = await serveWebPage(PROGRAM, files, '');
      browser = await launchChromium(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
      page = await browser.newPage();
      page.on('pageerror', error => faults.push(error.message));
      await page.goto(site.url);
      await waitFor(page, 'globalThis.tests !== undefined');
    });
    afterAll(async () => {
      await browser.close();
      await site.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const run = <T>(name: string, ...args: unknown[]): Promise<T> =>
      page.evaluate(`tests.${name}(${args.map(one => JSON.stringify(one)).join(', ')})`);

    it.each([false, true])('plays by its buttons and tells what it does (in a worker: %s)', async worker => {
      const result = await run<{ seen: string[]; size: number[]; paused: string; state: string; roles: string[] }>(
        'plays',
        worker,
      );
      expect(result.seen.slice(0, 6)).toEqual(['preparing', 'ready', 'running', 'start', 'idle', 'end']);
      expect(result).toMatchObject({ size: [96, 64], paused: 'paused', state: 'idle' });
      expect(result.roles).toEqual(['img', 'group', 'status']);
    });

    it.each([false, true])('sets options that the graph declares (in a worker: %s)', async worker => {
      expect(await run('sized', worker)).toEqual([24, 16]);
      expect(await run('sized', worker, { width: 48 })).toEqual([48, 16]);
    });

    it('says what went wrong', async () => {
      const { message, shown, state } = await run<Record<string, string>>('fails');
      expect(message).toBe('graph nothing.yaml: the server answered 404. Check the address.');
      expect({ shown, state }).toEqual({ shown: message, state: 'error' });
    });

    it('leaves nothing behind when it comes and goes a hundred times', async () => {
      const none = { frames: 0, workers: 0, live: 0, elements: 0 };
      expect(await run('mounts', 60, { input: 'clip.mp4' })).toEqual(none);
      expect(await run('mounts', 20, { input: 'camera' })).toEqual(none);
      expect(await run('mounts', 20, { input: 'camera', worker: '' })).toEqual(none);
      expect(faults).toEqual([]);
    }, 120_000);
  },
);
