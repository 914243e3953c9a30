import { ModelError } from '../../../graph/index.ts';
import type { EngineLoadOptions, InferenceEngine, LoadedModel } from '../inference-engine.ts';
import type { TfjsModelFiles } from '../model-files.ts';
import { type NetworkReplay, type NetworkResult, recordNetwork } from './record-network.ts';
import type { SharedGpu } from './shared-gpu.ts';
import { loadTfjsNetwork, type TfjsNetwork, tfjsReason } from './tfjs-network.ts';
import { openTfjsOnDevice, type TfjsDeviceBackend } from './tfjs-on-device.ts';

/** What a runtime tells the engine. */
export interface TfjsGpuEngineOptions {
  /** The device that holds now; `undefined` while there is none. */
  readonly current: () => SharedGpu | undefined;
  /** Runs models on tensors in CPU memory: while there is no device, or where a calculator computes on the CPU. */
  readonly fallback: InferenceEngine;
}

/**
 * TensorFlow.js on the GPU device that the kernels of pictures use: tensors wrap the kernels' buffers, results are buffers of
 * the same device, and nothing is copied to or from the CPU. Formats and limits are those of {@link tfjsEngine}; results
 * must be floats.
 *
 * When the device is lost the model is loaded again on the next one, with its first tensor from there. Tensors in CPU
 * memory are run by the fallback engine, which gets the model when the first one comes.
 */
export function tfjsGpuEngine(options: TfjsGpuEngineOptions): InferenceEngine {
  const backends = new WeakMap<GPUDevice, Promise<TfjsDeviceBackend>>();
  const backendOf = (gpu: SharedGpu): Promise<TfjsDeviceBackend> => {
    const known = backends.get(gpu.device);
    if (known !== undefined) return known;
    const opening = openTfjsOnDevice(gpu);
    backends.set(gpu.device, opening);
    // A device that is gone, also when its owner has destroyed it, takes the backend with it.
    gpu.device.lost.then(async () => (await opening).dispose()).catch(() => undefined);
    return opening;
  };
  return {
    name: 'tfjs-webgpu',
    formats: ['tfjs-graph-model', 'tfjs-layers-model'],
    explicitOnly: false,
    async load(files, settings) {
      if (files.format !== 'tfjs-graph-model' && files.format !== 'tfjs-layers-model') {
        throw new ModelError(`model ${files.name}: tfjs does not read ${files.format}. Set the option engine to auto.`);
      }
      const gpu = options.current();
      if (gpu === undefined) return options.fallback.load(files, settings);
      return loaded(files, settings, options, backendOf, await place(files, gpu, backendOf));
    },
  };
}

/** A model on one device. */
interface Placed {
  readonly gpu: SharedGpu;
  readonly backend: TfjsDeviceBackend;
  readonly network: TfjsNetwork;
  /** Its commands, once it has been warmed up. */
  replay?: NetworkReplay | undefined;
}

function remove({ network, replay }: Placed): void {
  // Its commands read the weights.
  replay?.dispose();
  network.dispose();
}

async function place(
  files: TfjsModelFiles,
  gpu: SharedGpu,
  backendOf: (gpu: SharedGpu) => Promise<TfjsDeviceBackend>,
): Promise<Placed> {
  const backend = await backendOf(gpu);
  return { gpu, backend, network: await loadTfjsNetwork(backend, files) };
}

function loaded(
  files: TfjsModelFiles,
  settings: EngineLoadOptions,
  { current, fallback }: TfjsGpuEngineOptions,
  backendOf: (gpu: SharedGpu) => Promise<TfjsDeviceBackend>,
  first: Placed,
): LoadedModel {
  let placed = first;
  let onCpu: Promise<LoadedModel> | undefined;
  let disposed = false;
  /** Shapes of inputs that it was warmed up with. */
  let warm: readonly (readonly number[])[] | undefined;
  const there = async (): Promise<Placed> => {
    if (disposed) throw new ModelError(`model ${files.name}: it was disposed. Load it again.`);
    const gpu = current();
    if (gpu !== undefined && gpu.device !== placed.gpu.device) {
      const before = placed;
      placed = await place(files, gpu, backendOf);
      remove(before);
      // Beside the frames: the first ones on another device need not wait for it.
      if (warm !== undefined) record(placed, warm).catch(() => undefined);
    }
    return placed;
  };
  const record = async (at: Placed, shapes: readonly (readonly number[])[]): Promise<void> => {
    const replay = await recordNetwork(at.gpu, shapes, inputs => predict(at, inputs, shapes));
    at.replay?.dispose();
    at.replay = replay;
    // Disposed, or placed elsewhere, in the meantime.
    if (disposed || at !== placed) replay?.dispose();
  };
  const predict = (
    { backend, network }: Placed,
    inputs: readonly GPUBuffer[],
    shapes: readonly (readonly number[])[],
  ): readonly NetworkResult[] => {
    const { core } = backend;
    const results: NetworkResult[] = [];
    backend.activate();
    try {
      core.tidy(() => {
        const tensors = inputs.map((buffer, i) =>
          core.tensor({ buffer, zeroCopy: true }, [...(shapes[i] ?? [])], 'float32'),
        );
        for (const output of network.predict(tensors)) {
          if (output.dtype !== 'float32') {
            throw new ModelError(
              `model ${files.name}: a result is ${output.dtype}, which stays on no GPU. Set the option engine to tfjs-wasm.`,
            );
          }
          // Submits what tfjs has encoded. The buffer is a copy that the GPU makes: tfjs may reuse its own.
          const { tensorRef, buffer } = output.dataToGPU();
          if (buffer === undefined) throw new ModelError(`model ${files.name}: tfjs gave no buffer. Update tfjs.`);
          core.keep(tensorRef);
          results.push({ buffer, shape: output.shape, release: () => tensorRef.dispose() });
        }
      });
    } catch (cause) {
      for (const one of results) one.release();
      if (cause instanceof ModelError) throw cause;
      throw new ModelError(`model ${files.name}: ${backend.detail} failed to run it: ${tfjsReason(cause)}`, { cause });
    }
    return results;
  };
  return {
    name: files.name,
    engine: 'tfjs-webgpu',
    get detail() {
      const where = `${placed.backend.detail}, on the device of the image kernels`;
      return placed.replay === undefined ? where : `${where}, by recorded commands`;
    },
    inputs: first.network.inputs,
    outputs: first.network.outputs,
    async run(tensors) {
      onCpu ??= fallback.load(files, settings);
      return (await onCpu).run(tensors);
    },
    async runOnGpu(tensors) {
      const at = await there();
      const inputs = tensors.map(({ memory }) => memory.buffer as GPUBuffer);
      const shapes = tensors.map(({ shape }) => shape);
      // The kernels' commands that fill these buffers come first.
      at.gpu.flush();
      const { replay } = at;
      const results = replay?.fits(shapes) === true ? replay.run(inputs) : predict(at, inputs, shapes);
      return results.map(({ buffer, shape, release }) => at.gpu.adopt(buffer, shape, release));
    },
    async warmUp(zeros) {
      warm = zeros.map(({ shape }) => shape);
      await record(await there(), warm);
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      remove(placed);
      if (onCpu !== undefined) await (await onCpu).dispose();
    },
  };
}
