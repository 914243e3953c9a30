import { createLearnedLayers, type ForwardPass, type SeeStatistics } from './learned-layers.ts';
import type { Network } from './network.ts';
import type { NetworkKernels } from './network-kernels.ts';
import { createNetworkLayout, type Slot } from './network-layout.ts';
import type { Weights } from './weights.ts';

/**
 * The network laid out in WebAssembly memory for one batch size: pictures in, logits out, gradients back. All arrays
 * are views of that memory and stay valid.
 */
export interface NetworkTrainer {
  /** N, W and H: what the arrays below are laid out for. */
  readonly batch: number;
  readonly width: number;
  readonly height: number;
  /** [N, H, W, 3], to be filled before {@link NetworkTrainer.forward}. */
  readonly images: Float32Array;
  /** [N, H / 2, W / 2, 8]: four pixels of two logits each, as the layer below depth-to-space gives them. */
  readonly logits: Float32Array;
  /** The gradient of the loss by the logits, to be filled before {@link NetworkTrainer.backward}. */
  readonly logitGradients: Float32Array;
  /** Trained values by name; change them in place. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** Their gradients after {@link NetworkTrainer.backward}. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  /**
   * Computes the logits, the batch normalised by its own statistics (Ioffe and Szegedy, 2015). `see` is told them
   * before they are used, and may still change scale and shift of that layer.
   */
  forward(see?: SeeStatistics): void;
  /** Computes the logits, normalised by the running statistics among `weights`; the trained values are the trainer's. */
  infer(weights: Weights): void;
  /** Computes the gradients of the last forward pass. */
  backward(): void;
}

/**
 * Lays a network out for batches of `batch` pictures and copies the weights in. Layer by layer and without automatic
 * differentiation: each kind's two passes stand side by side, and a test holds them equal to tfjs's gradients.
 *
 * @throws Error for a network whose last layer is not depth-to-space, or weights that are not its own.
 */
export function createNetworkTrainer(
  kernels: NetworkKernels,
  network: Network,
  weights: Weights,
  size: { readonly batch: number; readonly width: number; readonly height: number },
): NetworkTrainer {
  const layout = createNetworkLayout(kernels, network, weights, size);
  const { batch, images, slots, out, parameters, shapeOf, outputOf, gradientOf, view } = layout;
  const learned = createLearnedLayers(kernels, layout);

  const forwardSlot = (slot: Slot, pass: ForwardPass): void => {
    const { layer, shape, y, x } = slot;
    const a = outputOf(layer.inputs[0]);
    const from = shapeOf(layer.inputs[0]);
    switch (layer.kind) {
      case 'conv':
      case 'depthwise':
        if (x !== undefined) learned.forward(slot, layer, x, pass);
        break;
      case 'pool':
        kernels.poolProducts(a.offset, 0, y.offset, batch, from.h * from.w, from.c, 1 / (from.h * from.w), 0);
        break;
      case 'add':
        kernels.sum(a.offset, outputOf(layer.inputs[1]).offset, y.offset, y.floats);
        break;
      case 'multiply':
        kernels.scaleChannels(
          a.offset,
          outputOf(layer.inputs[1]).offset,
          y.offset,
          batch,
          shape.h * shape.w,
          shape.c,
          1,
          0,
        );
        break;
      case 'upsample':
        kernels.upsample(a.offset, y.offset, batch, from.h, from.w, from.c, 0);
        break;
      case 'depth-to-space':
        break;
    }
  };

  const backwardSlot = (slot: Slot): void => {
    const { layer, shape, dy, x, first } = slot;
    const from = shapeOf(layer.inputs[0]);
    const into = gradientOf(layer.inputs[0]);
    const pixels = shape.h * shape.w;
    switch (layer.kind) {
      case 'conv':
      case 'depthwise':
        if (x !== undefined) learned.backward(slot, layer, x);
        return;
      case 'pool':
        if (into === undefined) return;
        kernels.scaleChannels(
          0,
          dy.offset,
          into.offset,
          batch,
          from.h * from.w,
          from.c,
          1 / (from.h * from.w),
          first[0] === true ? 0 : 1,
        );
        return;
      case 'add':
        layer.inputs.forEach((id, index) => {
          const target = gradientOf(id);
          if (target === undefined) return;
          if (first[index] === true) view(target).set(view(dy));
          else kernels.sum(target.offset, dy.offset, target.offset, dy.floats);
        });
        return;
      case 'multiply': {
        const gate = layer.inputs[1];
        const gateGradient = gradientOf(gate);
        const source = outputOf(layer.inputs[0]);
        if (gateGradient !== undefined) {
          const add = first[1] === true ? 0 : 1;
          kernels.poolProducts(dy.offset, source.offset, gateGradient.offset, batch, pixels, shape.c, 1, add);
        }
        if (into === undefined) return;
        const add = first[0] === true ? 0 : 1;
        kernels.scaleChannels(dy.offset, outputOf(gate).offset, into.offset, batch, pixels, shape.c, 1, add);
        return;
      }
      case 'upsample':
        if (into === undefined) return;
        if (first[0] === true) view(into).fill(0);
        kernels.upsample(into.offset, dy.offset, batch, from.h, from.w, from.c, 1);
        return;
      case 'depth-to-space':
        return;
    }
  };

  const backwards = [...slots].reverse();
  return {
    ...size,
    images: view(images),
    logits: view(out.y),
    logitGradients: view(out.dy),
    values: new Map([...parameters].map(([name, { value }]) => [name, view(value)])),
    gradients: new Map([...parameters].map(([name, { gradient }]) => [name, view(gradient)])),
    forward(see) {
      for (const slot of slots) forwardSlot(slot, see === undefined ? {} : { see });
    },
    infer(running) {
      for (const slot of slots) forwardSlot(slot, { running });
    },
    backward() {
      layout.clearGradients();
      for (const slot of backwards) backwardSlot(slot);
    },
  };
}
