import type { Tensor } from '@tensorflow/tfjs-core';
import { defineService, type Service } from '../../../graph/index.ts';

/** The functions of `@tensorflow/tfjs-core`. */
export type TfjsCore = typeof import('@tensorflow/tfjs-core');
/** The functions of `@tensorflow/tfjs-layers`. */
export type TfjsLayers = typeof import('@tensorflow/tfjs-layers');

/**
 * What networks compute on: `cpu` is tfjs's bit-exact reference, `wasm` its fast one on a CPU, `webgpu` its one on a GPU, `plain`
 * our own arithmetic in double precision for chains of dense layers: the fastest where they are small.
 */
export const trainingBackendNames = ['cpu', 'wasm', 'webgpu', 'plain'] as const;

/** One of {@link trainingBackendNames}. */
export type TrainingBackendName = (typeof trainingBackendNames)[number];

/** A backend that is ready to train on. That of `plain` has tfjs's cpu backend, which builds the layers and names the variables. */
export interface TrainingBackend {
  readonly name: TrainingBackendName;
  readonly core: TfjsCore;
  readonly layers: TfjsLayers;
  /**
   * Makes this the backend that tfjs computes on. tfjs has one per process: called before each synchronous stretch of
   * tfjs calls; no stretch may contain an `await`.
   */
  activate(): void;
  /**
   * Copies the numbers of float tensors out of the backend: at once where it computes on the CPU; from a GPU they come later, and
   * the tensors must live until then.
   */
  read(tensors: readonly Tensor[]): readonly Float32Array[] | Promise<readonly Float32Array[]>;
}

/** Opens backends, by the rules of one runtime. */
export interface TrainingBackends {
  /** Starts a backend, or finds it started. @throws ModelError with the remedy when it does not start. */
  open(name: TrainingBackendName): Promise<TrainingBackend>;
}

/** The service that the runtime gives to calculators that train or run networks. */
export const trainingBackendService: Service<TrainingBackends> = defineService<TrainingBackends>({
  key: 'training_backend',
  description: 'Starts the backends of TensorFlow.js that networks train on',
});
