import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cliRegistry } from '../../runtime-node/cli/cli-registry.ts';
import { compilePlan } from '../../runtime-node/cli/compile/compile-plan.ts';
import { openPlan } from '../../runtime-node/cli/open-graph.ts';
import { bundleWeb, copyAssets, webEntries } from '../../scripts/web/bundle-web.mjs';
import { addNormalization } from './add-normalization.ts';
import { presenterClip } from './presenter-clip.ts';

// Benchmarks run in the repository's root.
const ROOT = path.resolve('.');

/**
 * Everything the page of the benchmark asks for, by its name: both sides' programs, as their users bundle and load them, a
 * clip of `frames` pictures, and the network, with what the peer wants to know of it in a copy.
 */
export async function benchFiles(modelFile: string, frames: number): Promise<ReadonlyMap<string, Uint8Array | string>> {
  const files = new Map<string, Uint8Array | string>();
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-bench-'));
  const addFolder = (from: string, prefix: string) => {
    for (const item of readdirSync(from, { recursive: true, withFileTypes: true })) {
      const file = path.join(item.parentPath, item.name);
      if (item.isFile()) files.set(prefix + path.relative(from, file), readFileSync(file));
    }
  };
  try {
    const site = path.join(folder, 'site');
    const graphs = {
      full: await compiledBlur(folder, 'full'),
      light: await compiledBlur(folder, 'light'),
    };
    await bundleWeb(site, { ...webEntries, ...graphs, page: path.join(ROOT, 'bench/web/page.ts') });
    copyAssets(path.join(site, 'assets'));
    addFolder(site, '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const tasks = path.dirname(createRequire(import.meta.url).resolve('@mediapipe/tasks-vision'));
  files.set('tasks/vision_bundle.mjs', readFileSync(path.join(tasks, 'vision_bundle.mjs')));
  addFolder(path.join(tasks, 'wasm'), 'tasks/wasm/');
  const model = readFileSync(modelFile);
  files.set('model.tflite', model);
  files.set('model-with-metadata.tflite', addNormalization(model));
  files.set('clip.mp4', presenterClip(frames));
  files.set('favicon.ico', '');
  files.set(
    'index.html',
    '<!doctype html><meta charset=utf-8><title>bench</title><script type=module src=page.js></script><body>',
  );
  return files;
}

/** graphs/background/blur.yaml of one quality as `millrace compile` writes it for bundlers: the module's file. */
async function compiledBlur(folder: string, quality: string): Promise<string> {
  const graphs = path.join(folder, `graphs-${quality}`);
  mkdirSync(graphs);
  cpSync(path.join(ROOT, 'graphs/background'), graphs, { recursive: true });
  const file = path.join(graphs, 'blur.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('quality: full', `quality: ${quality}`));
  const plan = await openPlan(file, cliRegistry());
  const text = compilePlan(plan, { file: 'blur.yaml', plain: false, typescript: false });
  const module = path.join(graphs, 'blur.js');
  // The package's areas are those of this checkout.
  writeFileSync(
    module,
    text.replaceAll(/'millrace\/calculators\/([a-z-]+)'/g, (_, area: string) =>
      JSON.stringify(path.join(ROOT, 'src/calculators', area, 'index.ts')),
    ),
  );
  return module;
}
