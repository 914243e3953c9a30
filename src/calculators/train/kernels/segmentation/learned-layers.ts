import { createConvolution } from './convolution.ts';
import type { NetworkKernels } from './network-kernels.ts';
import type { LearnedLayer, NetworkLayout, Region, Slot } from './network-layout.ts';
import type { Weights } from './weights.ts';

/** What a pass reports of each normalised layer: the statistics of its batch. */
export type SeeStatistics = (layer: string, mean: Float32Array, variance: Float32Array) => void;

/** A forward pass: its listener, or the running statistics that take the place of the batch's. */
export interface ForwardPass {
  readonly see?: SeeStatistics;
  readonly running?: Weights;
}

/** Layers with trained values: a convolution, normalisation where they have one, an activation. */
export interface LearnedLayers {
  /** From the layer's input to the slot's `y`; `x` keeps what lies between. */
  forward(slot: Slot, layer: LearnedLayer, x: Region, pass: ForwardPass): void;
  /** From the slot's `dy` to the gradients of the trained values and of the input. */
  backward(slot: Slot, layer: LearnedLayer, x: Region): void;
}

const EPSILON = 1e-3;
const activations = { linear: 0, relu: 1, hswish: 2, sigmoid: 0 } as const;

const running = (weights: Weights, name: string): Float32Array => {
  const value = weights.get(name);
  if (value === undefined) throw new Error(`weights: "${name}" is missing. Use the weights of this network.`);
  return value.data;
};

/** The passes of learned layers over a layout. */
export function createLearnedLayers(kernels: NetworkKernels, layout: NetworkLayout): LearnedLayers {
  const { batch, parameter, vector, head, view } = layout;
  const convolution = createConvolution(kernels, layout);
  /** What each normalised layer needs to know of its forward pass. */
  const seen = new Map<string, { mean: Float32Array; inverse: Float32Array }>();

  /** Writes gain and shift of a learned layer's output into vectors 0 and 1; with normalisation from its statistics. */
  const affine = (layer: LearnedLayer): void => {
    const c = layer.channels;
    const statistics = seen.get(layer.id);
    if (!layer.normalised || statistics === undefined) {
      head(0, c).fill(1);
      head(1, c).set(view(parameter(`${layer.id}/bias`).value));
      return;
    }
    const scale = view(parameter(`${layer.id}/scale`).value);
    const shift = view(parameter(`${layer.id}/shift`).value);
    const gains = head(0, c);
    const shifts = head(1, c);
    for (let i = 0; i < c; i++) {
      const gain = (scale[i] ?? 0) * (statistics.inverse[i] ?? 0);
      gains[i] = gain;
      shifts[i] = (shift[i] ?? 0) - (statistics.mean[i] ?? 0) * gain;
    }
  };

  const forward = (slot: Slot, layer: LearnedLayer, x: Region, pass: ForwardPass): void => {
    const { shape, y } = slot;
    const c = layer.channels;
    const rows = batch * shape.h * shape.w;
    convolution.forward(slot, layer, x);
    if (layer.normalised && pass.running !== undefined) {
      const mean = running(pass.running, `${layer.id}/mean`);
      seen.set(layer.id, {
        mean,
        inverse: running(pass.running, `${layer.id}/variance`).map(v => 1 / Math.sqrt(v + EPSILON)),
      });
    } else if (layer.normalised) {
      // Sums about the first row lose no digits where the mean is large against the deviation.
      head(2, c).set(view(x).subarray(0, c));
      head(3, c).fill(0);
      head(4, c).fill(0);
      kernels.moments(x.offset, rows, c, vector(2).offset, vector(3).offset, vector(4).offset);
      const offset = head(3, c).map(sum => sum / rows);
      const mean = offset.map((v, i) => v + (head(2, c)[i] ?? 0));
      const variance = head(4, c).map((sum, i) => Math.max(0, sum / rows - (offset[i] ?? 0) ** 2));
      seen.set(layer.id, { mean, inverse: variance.map(v => 1 / Math.sqrt(v + EPSILON)) });
      pass.see?.(layer.id, mean, variance);
    }
    affine(layer);
    kernels.activate(x.offset, y.offset, rows, c, vector(0).offset, vector(1).offset, activations[layer.activation]);
    if (layer.activation === 'sigmoid') {
      const out = view(y);
      for (let i = 0; i < out.length; i++) out[i] = 1 / (1 + Math.exp(-(out[i] ?? 0)));
    }
  };

  const backward = (slot: Slot, layer: LearnedLayer, x: Region): void => {
    const { shape, y, dy } = slot;
    const c = layer.channels;
    const rows = batch * shape.h * shape.w;
    if (layer.activation === 'sigmoid') {
      const out = view(y);
      const gradient = view(dy);
      for (let i = 0; i < out.length; i++) gradient[i] = (gradient[i] ?? 0) * (out[i] ?? 0) * (1 - (out[i] ?? 0));
    }
    affine(layer);
    const statistics = seen.get(layer.id);
    const mean = head(2, c);
    if (statistics === undefined) mean.fill(0);
    else mean.set(statistics.mean);
    head(3, c).fill(0);
    head(4, c).fill(0);
    const [gain, shift, middle, s0, s1] = [0, 1, 2, 3, 4].map(index => vector(index).offset) as [
      number,
      number,
      number,
      number,
      number,
    ];
    kernels.activateGradient(x.offset, dy.offset, rows, c, gain, shift, middle, activations[layer.activation], s0, s1);
    if (!layer.normalised || statistics === undefined) view(parameter(`${layer.id}/bias`).gradient).set(head(3, c));
    else {
      const { inverse } = statistics;
      const dShift = head(3, c);
      const dScale = head(4, c).map((sum, i) => sum * (inverse[i] ?? 0));
      view(parameter(`${layer.id}/shift`).gradient).set(dShift);
      view(parameter(`${layer.id}/scale`).gradient).set(dScale);
      const slopes = head(5, c);
      const rests = head(6, c);
      for (let i = 0; i < c; i++) {
        const g = head(0, c)[i] ?? 0;
        slopes[i] = (-g * (dScale[i] ?? 0) * (inverse[i] ?? 0)) / rows;
        rests[i] = (-g * (dShift[i] ?? 0)) / rows - (slopes[i] ?? 0) * (mean[i] ?? 0);
      }
      kernels.normaliseGradient(x.offset, dy.offset, rows, c, gain, vector(5).offset, vector(6).offset);
    }
    convolution.backward(slot, layer);
  };
  return { forward, backward };
}
