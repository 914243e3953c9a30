import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { benchWebgpu } from '../../bench/webgpu/bench-webgpu.ts';
import { tinyModelFiles } from '../fixtures/gpu/tiny-model.ts';
import { chromiumPath, inChromium } from './chromium.ts';

// Dawn in Node finds Chromium's software driver by this; where there is a real one it finds that as well.
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';

it.skipIf(chromiumPath === undefined)(
  inChromium('the benchmark of WebGPU measures frames, latencies and passes, in Chromium and in Node'),
  async () => {
    if (existsSync(driver)) process.env['VK_ADD_DRIVER_FILES'] ??= driver;
    const folder = mkdtempSync(path.join(tmpdir(), 'millrace-bench-'));
    for (const [name, content] of Object.entries(tinyModelFiles('.'))) writeFileSync(path.join(folder, name), content);
    const task = { width: 64, height: 48, frames: 3, warmUp: 1, gpu: 'software', network: folder } as const;
    const rows = await benchWebgpu(task).finally(() => rmSync(folder, { recursive: true }));
    for (const runtime of ['chromium', ...(existsSync(driver) ? ['node'] : [])]) {
      const own = rows.filter(row => row.name === `webgpu/${runtime}`);
      const figure = (metric: string) => own.find(row => row.metric === metric)?.ours;
      expect(figure('frames a second'), runtime).toBeGreaterThan(0);
      expect(figure('one frame at a time, median'), runtime).toBeGreaterThan(0);
      // In a page frames stay on the GPU; Node brings them there and back.
      expect(figure('copies between CPU and GPU'), runtime).toBe(runtime === 'node' ? 2 : 0);
      expect(figure('on the GPU: the network (tfjs)'), runtime).toBeGreaterThan(0);
      expect(figure('on the GPU: joint bilateral'), runtime).toBeGreaterThan(0);
    }
  },
  180_000,
);
