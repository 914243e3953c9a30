import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
    await bundleWeb(folder, { ...webEntries, page: path.join(ROOT, 'bench/web/page.ts') });
    copyAssets(path.join(folder, 'assets'));
    addFolder(folder, '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const tasks = path.dirname(createRequire(import.meta.url).resolve('@mediapipe/tasks-vision'));
  files.set('tasks/vision_bundle.mjs', readFileSync(path.join(tasks, 'vision_bundle.mjs')));
  addFolder(path.join(tasks, 'wasm'), 'tasks/wasm/');
  for (const name of ['blur', 'person-mask', 'segment']) {
    files.set(`${name}.yaml`, readFileSync(path.join(ROOT, `graphs/background/${name}.yaml`)));
  }
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
