import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Where Chromium is looked for: a path in `MILLRACE_CHROMIUM` (a `chrome-headless-shell` will do), or these programs on the `PATH`. */
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The Chromium of this machine; `undefined` where there is none, and then the tests that need it skip. */
export const chromiumPath: string | undefined = process.env['MILLRACE_CHROMIUM'] ?? findOnPath();

/**
 * The switches with which Chromium has WebGPU on a machine without a GPU: SwiftShader, which it calls a fallback adapter. All
 * of them are needed: without GPU compositing on the same Vulkan, frames of video and canvases cannot cross to WebGPU, and
 * the attempt ends the GPU process.
 */
export const softwareGpu: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--enable-unsafe-swiftshader',
  '--use-angle=swiftshader',
  '--use-vulkan=swiftshader',
  '--enable-features=Vulkan',
  '--enable-gpu',
  '--ignore-gpu-blocklist',
];

/**
 * The switches with which the tests of WebGPU start Chromium: those of `MILLRACE_CHROMIUM_SWITCHES`, separated by spaces, which
 * are to give it a real GPU, else {@link softwareGpu}.
 */
export const gpuSwitches: readonly string[] =
  process.env['MILLRACE_CHROMIUM_SWITCHES']?.split(/\s+/).filter(one => one !== '') ?? softwareGpu;

/** Whether the tests of WebGPU are to run on a real GPU; then they fail without one. See docs/webgpu.md. */
export const onRealGpu: boolean = gpuSwitches !== softwareGpu;

/** What they run on, for their titles. */
export const adapterName: string = onRealGpu ? 'a real GPU' : 'a software adapter';

/** The title of a suite that needs Chromium: says why it is skipped when it is. */
export function inChromium(title: string): string {
  return chromiumPath === undefined
    ? `${title} (there is no Chromium here: bash scripts/install-system-packages.sh chromium)`
    : title;
}

/**
 * Starts Chromium without a window. Close it when the suite ends.
 *
 * @param args - further switches, such as those that turn WebGPU on.
 */
export function launchChromium(args: readonly string[] = []): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('chromium: is missing. Skip the suite with describe.skipIf.');
  // The sandbox needs rights that containers do not give; /dev/shm is small in them. The tests open their own pages only.
  const switches = ['--no-sandbox', '--disable-dev-shm-usage', ...args];
  return chromium.launch({ executablePath: chromiumPath, args: switches });
}

function findOnPath(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .flatMap(folder => PROGRAMS.map(program => path.join(folder, program)))
    .find(file => existsSync(file));
}
