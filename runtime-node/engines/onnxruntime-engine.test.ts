import { describe, expect, it } from 'vitest';
import { tfjsEngine } from '../../src/calculators/tensor/index.ts';
import type { Tensor } from '../../src/graph/index.ts';
import { toGraphModel } from '../../test/fixtures/network/graph-model.ts';
import { seededRandom } from '../../test/fixtures/network/network-spec.ts';
import { segmentationLikeNetwork, tinyNetwork } from '../../test/fixtures/network/networks.ts';
import { toOnnx } from '../../test/fixtures/network/onnx-model.ts';
import { onnxruntimeEngine } from './onnxruntime-engine.ts';
import { tfjsWasmPath } from './tfjs-wasm-path.ts';

const installed = await import('onnxruntime-node').then(
  () => true,
  () => false,
);
const title = installed
  ? 'onnxruntime'
  : 'onnxruntime (SKIPPED: the optional package onnxruntime-node is not installed)';

function picture(width: number, height: number): Tensor {
  const random = seededRandom(3);
  return {
    shape: [1, height, width, 3],
    dtype: 'float32',
    data: Float32Array.from({ length: width * height * 3 }, random),
  };
}

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
    const input = [picture(spec.width, spec.height)];
    const [a] = await ort.run(input);
    const [b] = await tfjs.run(input);
    expect(a?.shape).toEqual([1, spec.height, spec.width, 1]);
    const worst = a?.data.reduce(
      (most: number, v: number, i: number) => Math.max(most, Math.abs(v - (b?.data[i] ?? 9))),
      0,
    );
    expect(worst).toBeLessThan(1e-5);
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
