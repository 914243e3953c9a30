import { loadGraphModelSync } from '@tensorflow/tfjs-converter';
import * as core from '@tensorflow/tfjs-core';
import * as ort from 'onnxruntime-node';
import { onnxruntimeEngine } from '../runtime-node/engines/onnxruntime-engine.ts';
import { tfjsWasmPath } from '../runtime-node/engines/tfjs-wasm-path.ts';
import { type LoadedModel, tfjsEngine } from '../src/calculators/tensor/index.ts';
import { toGraphModel } from '../test/fixtures/network/graph-model.ts';
import { segmentationLikeNetwork } from '../test/fixtures/network/networks.ts';
import { toOnnx } from '../test/fixtures/network/onnx-model.ts';
import { randomPicture } from '../test/fixtures/network/random-picture.ts';
import type { BenchRow } from './bench-row.ts';
import { alternate } from './measure.ts';

const SIZES = [
  [256, 144],
  [160, 96],
] as const;

/**
 * Milliseconds of one inference, medians, with the network that background effects use (MobileNetV3-small-like, 184,293
 * parameters, random weights: the time does not depend on them) at its two sizes. Each engine as graphs use it beside the
 * bare library, and the engines beside each other. All on one thread.
 */
export async function benchInference(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [width, height] of SIZES) rows.push(...(await benchSize(width, height)));
  return rows;
}

async function benchSize(width: number, height: number): Promise<BenchRow[]> {
  const spec = segmentationLikeNetwork(width, height);
  const graph = toGraphModel(spec);
  const onnx = toOnnx(spec);
  const picture = randomPicture(width, height, 1);
  const input = [picture];
  const tfjs = await tfjsEngine({ backend: 'wasm', wasmPath: tfjsWasmPath() }).load(graph, { threads: 1 });
  const onnxruntime = await onnxruntimeEngine().load(onnx, { threads: 1 });

  const run = (model: LoadedModel) => async (): Promise<void> => {
    await model.run(input);
  };
  const bareModel = loadGraphModelSync(
    core.io.fromMemorySync({
      modelTopology: graph.json['modelTopology'] ?? {},
      weightSpecs: weightSpecs(graph.json),
      weightData: graph.weights.buffer,
    }),
  );
  const bareTfjs = async (): Promise<void> => {
    const tensor = core.tensor(picture.data, [...picture.shape]);
    const result = bareModel.execute(tensor);
    if (!Array.isArray(result)) await result.data();
    core.dispose([tensor, result]);
  };
  const bareSession = await ort.InferenceSession.create(onnx.bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const bareOrt = async (): Promise<void> => {
    await bareSession.run({ input: new ort.Tensor('float32', Float32Array.from(picture.data), picture.shape) });
  };

  const size = `${width}x${height}`;
  const compare = async (
    name: string,
    ours: () => Promise<void>,
    peer: () => Promise<void>,
    peerName: string,
    rounds: number,
  ) => {
    const spreads = await alternate(ours, peer, rounds);
    return row(`inference/${name}-${size}`, spreads.ours.median, spreads.peer.median, peerName);
  };
  const rows = [
    await compare('tfjs-wasm', run(tfjs), bareTfjs, 'bare tfjs wasm', 60),
    await compare('onnxruntime', run(onnxruntime), bareOrt, 'bare onnxruntime-node', 200),
    await compare('onnxruntime', run(onnxruntime), run(tfjs), 'our tfjs-wasm engine', 60),
  ];
  bareModel.dispose();
  await bareSession.release();

  const reference = await tfjsEngine({ backend: 'cpu' }).load(graph, { threads: 1 });
  rows.push(await compare('tfjs-wasm', run(tfjs), run(reference), 'tfjs cpu', 3));
  await Promise.all([tfjs.dispose(), onnxruntime.dispose(), reference.dispose()]);
  return rows;
}

function row(name: string, ours: number, peer: number, peerName: string): BenchRow {
  return { name, metric: 'time per inference', unit: 'ms', ours, peer, peerName, ratio: peer / ours };
}

function weightSpecs(json: Readonly<Record<string, unknown>>): core.io.WeightsManifestEntry[] {
  const manifest = json['weightsManifest'];
  const group: unknown = Array.isArray(manifest) ? manifest[0] : undefined;
  if (typeof group !== 'object' || group === null || !('weights' in group) || !Array.isArray(group.weights)) return [];
  return group.weights;
}
