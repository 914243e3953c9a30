import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as core from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { toGraphModel } from '../../../../test/fixtures/network/graph-model.ts';
import { largestDifference } from '../../../../test/fixtures/network/largest-difference.ts';
import { toLayersModel } from '../../../../test/fixtures/network/layers-model.ts';
import { tinyNetwork } from '../../../../test/fixtures/network/networks.ts';
import { randomPicture } from '../../../../test/fixtures/network/random-picture.ts';
import type { Tensor } from '../../../graph/index.ts';
import type { ModelFiles } from '../model-files.ts';
import { openTfjsBackend } from './tfjs-backend.ts';
import { tfjsEngine } from './tfjs-engine.ts';

const wasmPath = `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`;
const wasm = tfjsEngine({ backend: 'wasm', wasmPath });
const cpu = tfjsEngine({ backend: 'cpu' });
const spec = tinyNetwork();

const picture = (seed: number): Tensor => randomPicture(spec.width, spec.height, seed);

let models: Readonly<Record<string, ModelFiles>>;

beforeAll(async () => {
  (await openTfjsBackend('wasm', wasmPath)).activate();
  models = { graph: toGraphModel(spec), layers: await toLayersModel(spec) };
});

afterEach(() => {
  vi.restoreAllMocks();
});

function files(kind: string): ModelFiles {
  const found = models[kind];
  if (found === undefined) throw new Error(`no model ${kind}`);
  return found;
}

describe.each(['graph', 'layers'])('tfjs engine on a %s model', kind => {
  it('describes the model', async () => {
    const model = await wasm.load(files(kind), { threads: 1 });
    expect(model.inputs).toHaveLength(1);
    expect(model.inputs[0]?.shape).toEqual([kind === 'graph' ? 1 : null, spec.height, spec.width, 3]);
    expect(model.inputs[0]?.dtype).toBe('float32');
    expect(model.outputs).toHaveLength(1);
    expect(model).toMatchObject({ engine: 'tfjs-wasm', detail: 'WASM SIMD, 1 thread' });
    await model.dispose();
  });

  it('computes on wasm what the cpu reference computes', async () => {
    const fast = await wasm.load(files(kind), { threads: 1 });
    const reference = await cpu.load(files(kind), { threads: 1 });
    for (const seed of [1, 2, 3]) {
      // Alternating backends: each run must switch to its own.
      const [a] = await fast.run([picture(seed)]);
      const [b] = await reference.run([picture(seed)]);
      expect(a?.shape).toEqual([1, spec.height, spec.width, 1]);
      expect(largestDifference(a, b)).toBeLessThan(1e-5);
      expect(Math.max(...(a?.data ?? [2]))).toBeLessThanOrEqual(1);
    }
    await fast.dispose();
    await reference.dispose();
  });

  it('holds no tensor after a run, and none at all after dispose', async () => {
    const before = core.memory().numTensors;
    const model = await wasm.load(files(kind), { threads: 1 });
    await model.run([picture(1)]);
    const loaded = core.memory();
    for (let i = 0; i < 20; i++) await model.run([picture(i)]);
    expect(core.memory().numTensors).toBe(loaded.numTensors);
    expect(core.memory().numBytes).toBe(loaded.numBytes);
    await model.dispose();
    expect(core.memory().numTensors).toBe(before);
  });

  it('gives outputs of their own', async () => {
    const model = await wasm.load(files(kind), { threads: 1 });
    const [first] = await model.run([picture(1)]);
    const copy = first?.data.slice();
    await model.run([picture(2)]);
    expect(first?.data).toEqual(copy);
    await model.dispose();
    expect(() => model.run([picture(1)])).toThrow('was disposed');
  });
});

it('the two forms of one network agree', async () => {
  const [a, b] = [await wasm.load(files('graph'), { threads: 1 }), await wasm.load(files('layers'), { threads: 1 })];
  expect(largestDifference((await a.run([picture(5)]))[0], (await b.run([picture(5)]))[0])).toBeLessThan(1e-5);
  await a.dispose();
  await b.dispose();
});

it('prints nothing', async () => {
  const spies = (['log', 'warn', 'error', 'info'] as const).map(name => vi.spyOn(console, name).mockReturnValue());
  const model = await cpu.load(files('graph'), { threads: 1 });
  await model.run([picture(1)]);
  await model.dispose();
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});

it('refuses ONNX and damaged models with a remedy', async () => {
  await expect(wasm.load({ name: 'a.onnx', format: 'onnx', bytes: new Uint8Array(1) }, { threads: 1 })).rejects.toThrow(
    'model a.onnx: tfjs does not read onnx files. Use onnxruntime or litert.',
  );
  const graph = files('graph');
  if (!('json' in graph)) throw new Error('unreachable');
  await expect(
    wasm.load({ ...graph, json: { ...graph.json, weightsManifest: [{ weights: [{}] }] } }, { threads: 1 }),
  ).rejects.toThrow('its weightsManifest is damaged');
  await expect(wasm.load({ ...graph, weights: new Uint8Array(4) }, { threads: 1 })).rejects.toThrow(
    'model network.json: tfjs cannot load it',
  );
});
