import * as tf from '@tensorflow/tfjs';

/** An operation's value and its gradient. */
export interface Differentiable {
  readonly value: tf.Tensor;
  /**
   * From the gradient of the value the gradients of the inputs, in their order. `saved` are the inputs again: those
   * that `forward` saw may be gone by then.
   */
  readonly gradient: (dy: tf.Tensor, saved: readonly tf.Tensor[]) => tf.Tensor[];
}

/** Applies an operation of tensors that brings its own gradient. */
export function differentiable(inputs: readonly tf.Tensor[], forward: () => Differentiable): tf.Tensor {
  const op = tf.customGrad((...given) => {
    // The tensors come first, then the function that keeps tensors for the gradient.
    const save = given.at(-1);
    if (typeof save === 'function') save([...inputs]);
    const { value, gradient } = forward();
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradient(dy, saved) };
  });
  return op(...inputs);
}

/** The saved input at an index. @throws Error when the operation has fewer inputs. */
export function savedInput(saved: readonly tf.Tensor[], index: number): tf.Tensor {
  const tensor = saved[index];
  if (tensor === undefined) throw new Error(`gradient: there is no input ${index}. Save the inputs of the operation.`);
  return tensor;
}
