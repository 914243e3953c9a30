import { describe, expect, it } from 'vitest';
import { tfjsEngine } from '../../src/calculators/tensor/index.ts';
import { toGraphModel } from '../../test/fixtures/network/graph-model.ts';
import { largestDifference } from '../../test/fixtures/network/largest-difference.ts';
import { segmentationLikeNetwork, tinyNetwork } from '../../test/fixtures/network/networks.ts';
import { toOnnx } from '../../test/fixtures/network/onnx-model.ts';
import { randomPicture } from '../../test/fixtures/network/random-picture.ts';
import { onnxruntimeEngine } from './onnxruntime-engine.ts';
import { tfjsWasmPath } from './tfjs-wasm-path.ts';

const installed = await import('onnxruntime-node').then(
  () => true,
  () => false,
);
const title = installed
  ? 'onnxruntime'
  : 'onnxruntime (SKIPPED: the optional package onnxruntime-node is not installed)';

describe.skipIf(!installed)(title, () => {
  it.each([
    ['tiny', tinyNetwork(18, 10)],
    ['segmentation-like', segmentationLikeNetwork(64, 32)],
  ])('computes what tfjs computes: %s', async (_, spec) => {
    const ort = await onnxruntimeEngine().load(toOnnx(spec), { threads: 1 });
    const tfjs = await tfjsEngine({ backend: 'wasm', wasmPath: tfjsWasmPath() }).load(toGraphModel(spec), {
      threads: 1,
    });
    expect(ort.inputs).toEqual([{ name: 'input', shape: [1, spec.height, spec.width, 3], dtype: 'float32' }]);
    expect(ort.detail).toMatch(/^ONNX Runtime \d+\.\d+\.\d+ CPU, 1 thread$/);
    const input = [randomPicture(spec.width, spec.height, 3)];
    const [a] = await ort.run(input);
    const [b] = await tfjs.run(input);
    expect(a?.shape).toEqual([1, spec.height, spec.width, 1]);
    expect(largestDifference(a, b)).toBeLessThan(1e-5);
    await ort.dispose();
    await tfjs.dispose();
    await expect(ort.run(input)).rejects.toThrow('was disposed');
  });

  it('refuses a damaged file', async () => {
    const { bytes } = toOnnx(tinyNetwork());
    const half = bytes.slice(0, bytes.length >> 1);
    await expect(
      onnxruntimeEngine().load({ name: 'half.onnx', format: 'onnx', bytes: half }, { threads: 1 }),
    ).rejects.toThrow(/^model half\.onnx: ONNX Runtime cannot load it: /);
  });
});

it('says how to install the package when it is missing', async () => {
  const engine = onnxruntimeEngine(() => Promise.reject(new Error("Cannot find package 'onnxruntime-node'")));
  await expect(engine.load(toOnnx(tinyNetwork()), { threads: 1 })).rejects.toThrow(
    /need the package onnxruntime-node, .*npm install onnxruntime-node$/,
  );
});
