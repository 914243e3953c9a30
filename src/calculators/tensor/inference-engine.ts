import { definePacketType, type GpuTensor, type PacketType, type Tensor } from '../../graph/index.ts';
import type { ModelFiles, ModelFormat } from './model-files.ts';

/** One input or output of a model. */
export interface TensorInfo {
  readonly name: string;
  /** Sizes per axis, outermost first; `null` where any size is taken. */
  readonly shape: readonly (number | null)[];
  readonly dtype: Tensor['dtype'];
}

/** A model that an engine has made ready to run. */
export interface LoadedModel {
  /** The name of its {@link ModelFiles}. */
  readonly name: string;
  /** The engine that runs it, such as `tfjs-wasm`. */
  readonly engine: string;
  /** How the engine runs it, for the log, such as `WASM SIMD, 1 thread`. */
  readonly detail: string;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /**
   * Runs the model once. Inputs in the order of `inputs`, of their shape and type; read during the call only. Outputs in
   * the order of `outputs`, in arrays of their own. Engines that compute on the calling thread return no promise.
   * @throws ModelError when the engine fails.
   */
  run(tensors: readonly Tensor[]): readonly Tensor[] | Promise<readonly Tensor[]>;
  /**
   * The same for tensors on the GPU that the engine computes on: nothing is copied to or from the CPU. Outputs are on it,
   * in memory of their own. Absent: the engine does not compute on a GPU.
   */
  runOnGpu?(tensors: readonly GpuTensor[]): readonly GpuTensor[] | Promise<readonly GpuTensor[]>;
  /** How often it has run for all who share it: a model that is warm needs no warm-up. Absent: nobody shares it. */
  readonly runsSoFar?: number;
  /** Takes the place of runs on zeros before the first packet, where the engine has a better way. */
  warmUp?(inputs: readonly Tensor[]): Promise<void>;
  /** Frees the weights. Once. */
  dispose(): void | Promise<void>;
}

/** How a model is loaded. */
export interface EngineLoadOptions {
  /** Threads of one run. Engines that have one thread only say so in {@link LoadedModel.detail}. */
  readonly threads: number;
}

/** Something that runs models. Each engine keeps to one way of computing: it never falls back to a slower one silently. */
export interface InferenceEngine {
  /** As the `engine` option of InferenceCalculator spells it. */
  readonly name: string;
  readonly formats: readonly ModelFormat[];
  /** True: runs only when asked for by name, never picked by `auto`. */
  readonly explicitOnly: boolean;
  /** @throws ModelError when the model or the engine itself cannot be loaded; the message has the remedy. */
  load(files: ModelFiles, options: EngineLoadOptions): Promise<LoadedModel>;
}

function isLoadedModel(value: unknown): value is LoadedModel {
  return typeof value === 'object' && value !== null && 'run' in value && 'inputs' in value && 'outputs' in value;
}

/** A model that is ready to run, as a side packet. Whoever loaded it disposes it, after the runs that use it. */
export const loadedModel: PacketType<LoadedModel> = definePacketType({
  name: 'loaded_model',
  description: 'A model that an engine has made ready to run',
  is: isLoadedModel,
  threadBound: true,
});
