import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as esbuild } from 'esbuild';
import type { Browser } from 'playwright-core';
import { build as vite } from 'vite';
import { serveSite } from '../browser/serve-site.ts';
import { waitFor } from '../browser/wait-for.ts';
import { STRICT_POLICY } from '../browser/web-site.ts';

/** A page's program: the blurred camera on a canvas, in a worker when asked. `where` and `graph` are what differs. */
const PROGRAM = (where: string, graph: string, assetBase: string | undefined, worker: boolean): string => `
import { createGraph, sinks, sources } from '${where}';
${graph}
const canvas = document.querySelector('canvas');
const running = await createGraph(graph, {
  input: sources.camera({ width: 320, height: 240 }), output: sinks.canvas(canvas), worker: ${worker},
  ${assetBase === undefined ? '' : `assetBase: '${assetBase}',`}
});
await running.start();
let stats = await running.stats();
while (stats.framesOut < 3) {
  await new Promise(resolve => setTimeout(resolve, 50));
  stats = await running.stats();
}
await running.stop();
globalThis.result = { size: [canvas.width, canvas.height], thread: running.device.thread };
`;

/** How a page may come by the package. */
export type PageConsumer = 'plain' | 'esbuild' | 'vite';

/**
 * Builds a page as a user of the packed package would, and returns the files to serve.
 *
 * @param consumer - a folder with the package in its `node_modules`, and the compiled graph as `blur.js` and `plain.js`.
 */
export async function buildPage(
  kind: PageConsumer,
  consumer: string,
  worker: boolean,
): Promise<Record<string, string | Uint8Array>> {
  const installed = path.join(consumer, 'node_modules/millrace');
  const out = path.join(consumer, `out-${kind}-${worker}`);
  const source = path.join(consumer, `page-${kind}-${worker}.js`);
  await mkdir(out, { recursive: true });
  if (kind === 'plain') {
    await cp(path.join(installed, 'dist/web'), path.join(out, 'millrace'), { recursive: true });
    await cp(path.join(consumer, 'plain.js'), path.join(out, 'plain.js'));
    const imports = "import { graph } from './plain.js';";
    await writeFile(path.join(out, 'page.js'), PROGRAM('./millrace/millrace.js', imports, undefined, worker));
  } else {
    const base = kind === 'esbuild' ? '/assets/' : undefined;
    await writeFile(source, PROGRAM('millrace/web', "import { graph } from './blur.js';", base, worker));
  }
  if (kind === 'esbuild') {
    await esbuild({
      entryPoints: { page: source },
      outdir: out,
      absWorkingDir: consumer,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      minify: true,
      logLevel: 'error',
    });
    await cp(path.join(installed, 'dist/web/assets'), path.join(out, 'assets'), { recursive: true });
  }
  if (kind === 'vite') {
    await vite({
      root: consumer,
      configFile: false,
      logLevel: 'error',
      build: {
        outDir: out,
        target: 'es2022',
        modulePreload: false,
        rolldownOptions: { input: { page: source }, output: { entryFileNames: '[name].js' } },
      },
    });
  }
  const files: Record<string, string | Uint8Array> = {
    '': '<!doctype html><meta charset=utf-8><title>page</title><canvas></canvas><script type=module src=page.js></script>',
    'favicon.ico': new Uint8Array(0),
  };
  for (const item of await readdir(out, { recursive: true, withFileTypes: true })) {
    const file = path.join(item.parentPath, item.name);
    if (item.isFile()) files[path.relative(out, file).split(path.sep).join('/')] = await readFile(file);
  }
  return files;
}

/** Opens a page under the strict policy with no other site to reach, and returns what its program has left. */
export async function runPage(
  browser: Browser,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<unknown> {
  const site = await serveSite(files, { 'content-security-policy': STRICT_POLICY });
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', error => faults.push(error.message));
  await page.route('**', route => (route.request().url().startsWith(site.url) ? route.continue() : route.abort()));
  try {
    await page.goto(site.url);
    const result = await waitFor(page, 'globalThis.result').catch((error: unknown) => error);
    return faults.length > 0 ? faults : result;
  } finally {
    await page.close();
    await site.close();
  }
}

/** The size of a program with the package, minified and compressed, in bytes: what is loaded at once, and all of it. */
export async function bundleSize(program: string, consumer: string): Promise<{ entry: number; chunks: number }> {
  const result = await esbuild({
    stdin: { contents: program, resolveDir: consumer },
    outdir: path.join(consumer, 'size'),
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    metafile: true,
    logLevel: 'error',
  });
  const { outputs } = result.metafile;
  const now = new Set<string>();
  const load = (name: string): void => {
    if (now.has(name)) return;
    now.add(name);
    for (const one of outputs[name]?.imports ?? []) if (one.kind === 'import-statement') load(one.path);
  };
  for (const [name, one] of Object.entries(outputs)) if (one.entryPoint === '<stdin>') load(name);
  const sizeOf = (wanted: (name: string) => boolean) =>
    result.outputFiles
      .filter(file => wanted(path.relative(process.cwd(), file.path)))
      .reduce((sum, file) => sum + gzipSync(file.contents).length, 0);
  return { entry: sizeOf(name => now.has(name)), chunks: sizeOf(name => !now.has(name)) };
}
