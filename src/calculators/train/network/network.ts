import type { Matrix } from '../kernels/matrix.ts';
import type { Topology } from './trained-model.ts';

/** A variable of a network. */
export interface NetworkVariable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly trainable: boolean;
}

/** What a step brings for one role. */
export interface RoleInput {
  readonly role: string;
  readonly x: Matrix;
}

/** The outputs of a network for one role, in the order of the topology; further axes lie in the columns. */
export type RoleOutputs = ReadonlyMap<string, readonly Matrix[]>;

/** The derivative of the total loss by each output of each role; `undefined` where no loss looks. */
export type OutputGradients = ReadonlyMap<string, readonly (Float64Array | undefined)[]>;

/**
 * A network on a backend. Its variables live outside, in plain arrays: a step reads them, and what it changes is read back.
 * Its numbers come as promises, since a GPU gives none at once; one call at a time.
 */
export interface Network {
  readonly topology: Topology;
  readonly variables: readonly NetworkVariable[];
  /** Sets every variable. */
  write(values: readonly Float32Array[]): void;
  /** Copies the variables that layers change themselves (moving averages) into `values`. */
  readMoving(values: readonly Float32Array[]): Promise<void>;
  /** The outputs for rows, as a trained network gives them: no dropout, moving averages. */
  predict(x: Matrix): Promise<readonly Matrix[]>;
  /**
   * One pass forward for each role, the losses outside of the tape, one pass back: the gradient of each trainable
   * variable, in the order of `variables`. `seed` decides what dropout drops.
   */
  differentiate(
    inputs: readonly RoleInput[],
    seed: number,
    lossOf: (outputs: RoleOutputs) => OutputGradients,
  ): Promise<readonly Float32Array[]>;
  dispose(): void;
}
