import type { Tensor } from '@tensorflow/tfjs-core';
import type { TfjsCore } from '../backend/training-backend.ts';

/** A pass forward whose gradient can be asked for later. */
export interface RecordedPass {
  /** What the pass gave, kept; whoever recorded it disposes it. */
  readonly outputs: readonly Tensor[];
  /** Puts the pass on tfjs's tape. Called first inside of the function whose gradient is asked for. */
  resume(): void;
  /** Frees what the pass has saved, as far as no gradient has freed it. */
  dispose(): void;
}

/**
 * Runs a pass forward as the first half of a gradient. tfjs's own `grads` go forward and back in one synchronous call; here
 * anything may happen between the two, other networks included: reading the outputs from a GPU, which takes a promise.
 */
export function recordPass(tf: TfjsCore, pass: () => Tensor[]): RecordedPass {
  const { state } = tf.engine();
  const before = state.activeTape;
  const tape: typeof before = [];
  let outputs: readonly Tensor[];
  const dispose = (): void => {
    for (const { saved } of tape) tf.dispose(saved ?? []);
  };
  state.activeTape = tape;
  state.gradientDepth += 1;
  try {
    outputs = tf.tidy(() => pass().map(one => tf.keep(one)));
  } catch (error) {
    dispose();
    throw error;
  } finally {
    state.gradientDepth -= 1;
    state.activeTape = before;
  }
  return {
    outputs,
    resume() {
      state.activeTape.push(...tape);
    },
    dispose,
  };
}
