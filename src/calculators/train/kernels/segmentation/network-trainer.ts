import type { Layer, Network } from './network.ts';
import type { NetworkKernels } from './network-kernels.ts';
import { isTrained, type Weights } from './weights.ts';

/** What a pass reports of each normalised layer: the statistics of its batch. */
export type SeeStatistics = (layer: string, mean: Float32Array, variance: Float32Array) => void;

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

type Learned = Extract<Layer, { kind: 'conv' | 'depthwise' }>;
type Region = { readonly offset: number; readonly floats: number };

interface Shape {
  readonly h: number;
  readonly w: number;
  readonly c: number;
}

interface Slot {
  readonly layer: Layer;
  readonly shape: Shape;
  /** The output, and the gradient of the loss by it. */
  readonly y: Region;
  readonly dy: Region;
  /** Before normalisation and activation, of convolutions. */
  readonly x?: Region;
  /** The patches that a convolution of the picture sees. */
  readonly columns?: Region;
  readonly first: readonly boolean[];
}

/** A forward pass: its listener, or the running statistics that take the place of the batch's. */
interface Pass {
  readonly see?: SeeStatistics;
  readonly running?: Weights;
}

const EPSILON = 1e-3;
const activations = { linear: 0, relu: 1, hswish: 2, sigmoid: 0 } as const;

const running = (weights: Weights, name: string): Float32Array => {
  const value = weights.get(name);
  if (value === undefined) throw new Error(`weights: "${name}" is missing. Use the weights of this network.`);
  return value.data;
};

/** Zeros that "same" padding puts before a side. */
const before = (size: number, kernel: number, stride: number): number =>
  Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size) >> 1;
/** Columns of a patch of the picture, in whole vectors. */
const patch = (layer: Learned): number =>
  layer.kind === 'conv' ? Math.ceil((layer.kernel ** 2 * layer.channelsIn) / 4) * 4 : 0;

/**
 * Lays a network out for batches of `batch` pictures and copies the weights in. Layer by layer and without automatic
 * differentiation: each kind's two passes stand side by side below, and a test holds them equal to tfjs's gradients.
 *
 * @throws Error for a network whose last layer is not depth-to-space, or weights that are not its own.
 */
export function createNetworkTrainer(
  kernels: NetworkKernels,
  network: Network,
  weights: Weights,
  { batch, width, height }: { readonly batch: number; readonly width: number; readonly height: number },
): NetworkTrainer {
  // Below 1 KiB the compiler keeps its own data.
  let end = 1024;
  const reserve = (floats: number): Region => {
    const offset = end;
    end += Math.ceil(floats / 4) * 16;
    return { offset, floats };
  };

  const parameters = new Map<string, { readonly value: Region; readonly gradient: Region }>();
  const trained = [...weights].filter(([name]) => isTrained(name));
  const values = trained.map(([, { data }]) => reserve(data.length));
  const firstGradient = end;
  trained.forEach(([name, { data }], i) => {
    const value = values[i];
    // Patches are padded to whole vectors; so are the filters over them. Their padding stays zero.
    if (value !== undefined) parameters.set(name, { value, gradient: reserve(data.length) });
  });
  const gradientBytes = end - firstGradient;
  const of = (name: string): { readonly value: Region; readonly gradient: Region } => {
    const found = parameters.get(name);
    if (found === undefined) throw new Error(`weights: "${name}" is missing. Use the weights of this network.`);
    return found;
  };

  const shapes = new Map<string, Shape>([['image', { h: height, w: width, c: 3 }]]);
  const shapeOf = (id: string): Shape => {
    const shape = shapes.get(id);
    if (shape === undefined) throw new Error(`network: a layer reads "${id}", which comes later. Order the layers.`);
    return shape;
  };
  const images = reserve(batch * height * width * 3);
  const touched = new Set<string>();
  const last = network.layers.at(-1);
  if (last?.kind !== 'depth-to-space') {
    throw new Error('network: its last layer is not depth-to-space. Train the segmentation network.');
  }
  const slots: Slot[] = [];
  for (const layer of network.layers.slice(0, -1)) {
    const from = shapeOf(layer.inputs[0]);
    const shape: Shape =
      layer.kind === 'conv' || layer.kind === 'depthwise'
        ? { h: Math.ceil(from.h / layer.stride), w: Math.ceil(from.w / layer.stride), c: layer.channels }
        : layer.kind === 'pool'
          ? { h: 1, w: 1, c: from.c }
          : layer.kind === 'upsample'
            ? { h: from.h * 2, w: from.w * 2, c: from.c }
            : from;
    shapes.set(layer.id, shape);
    const floats = batch * shape.h * shape.w * shape.c;
    const learned = layer.kind === 'conv' || layer.kind === 'depthwise';
    slots.push({
      layer,
      shape,
      y: reserve(floats),
      dy: reserve(floats),
      ...(learned ? { x: reserve(floats) } : {}),
      ...(layer.kind === 'conv' && layer.inputs[0] === 'image'
        ? { columns: reserve(batch * shape.h * shape.w * patch(layer)) }
        : {}),
      first: [],
    });
  }
  const byId = new Map(slots.map(slot => [slot.layer.id, slot]));
  // Going back, the first that adds to an output's gradient overwrites what the step before left there.
  for (const slot of [...slots].reverse()) {
    (slot.first as boolean[]).push(
      ...slot.layer.inputs.map(input => {
        const first = !touched.has(input);
        touched.add(input);
        return first;
      }),
    );
  }
  const largest = Math.max(
    ...slots.map(({ layer, shape }) => {
      const from = shapeOf(layer.inputs[0]);
      return Math.max((from.h + 8) * (from.w + 8) * from.c, (shape.h * 2 + 8) * (shape.w * 2 + 8) * shape.c);
    }),
  );
  const padded = reserve(largest);
  const filterScratch = reserve(64 * 1024);
  const vectors = Array.from({ length: 8 }, () => reserve(1024));
  const vector = (index: number): Region => vectors[index] ?? { offset: 0, floats: 0 };
  const missing = end - kernels.memory.buffer.byteLength;
  if (missing > 0) kernels.memory.grow(Math.ceil(missing / 65536));

  const view = ({ offset, floats }: Region): Float32Array => new Float32Array(kernels.memory.buffer, offset, floats);
  const head = (index: number, floats: number): Float32Array => view(vector(index)).subarray(0, floats);
  for (const [name, { data }] of trained) view(of(name).value).set(data);

  const input = (id: string): Region => (id === 'image' ? images : (byId.get(id)?.y ?? { offset: 0, floats: 0 }));
  const gradientOf = (id: string): Region | undefined => byId.get(id)?.dy;
  /** What each normalised layer needs to know of its forward pass. */
  const seen = new Map<string, { mean: Float32Array; inverse: Float32Array }>();

  const convolve = (slot: Slot, layer: Learned, x: Region): void => {
    const { shape } = slot;
    const from = shapeOf(layer.inputs[0]);
    const source = input(layer.inputs[0]);
    const filter = of(`${layer.id}/weights`).value;
    const rows = batch * shape.h * shape.w;
    if (layer.kind === 'conv') {
      if (slot.columns === undefined) {
        kernels.gemm(source.offset, filter.offset, x.offset, rows, layer.channelsIn, layer.channels, 0);
        return;
      }
      const columns = patch(layer);
      for (let n = 0; n < batch; n++) {
        kernels.windowColumns(
          source.offset + n * from.h * from.w * from.c * 4,
          from.h,
          from.w,
          layer.kernel,
          layer.stride,
          before(from.h, layer.kernel, layer.stride),
          before(from.w, layer.kernel, layer.stride),
          shape.h,
          shape.w,
          columns,
          slot.columns.offset + n * shape.h * shape.w * columns * 4,
        );
      }
      const whole = view(filterScratch).subarray(0, columns * layer.channels);
      whole.fill(0);
      whole.set(view(filter));
      kernels.gemm(slot.columns.offset, filterScratch.offset, x.offset, rows, columns, layer.channels, 0);
      return;
    }
    const { kernel, stride, channels } = layer;
    const [ph, pw] = paddedSize(from, shape, kernel, stride);
    for (let n = 0; n < batch; n++) {
      padInput(source, from, n, kernel, stride, ph, pw);
      const out = x.offset + n * shape.h * shape.w * channels * 4;
      kernels.depthwise(padded.offset, pw, filter.offset, out, shape.h, shape.w, channels, kernel, stride, 0);
    }
  };

  const paddedSize = (from: Shape, to: Shape, kernel: number, stride: number): [number, number] => [
    Math.max(from.h + before(from.h, kernel, stride), (to.h - 1) * stride + kernel),
    Math.max(from.w + before(from.w, kernel, stride), (to.w - 1) * stride + kernel),
  ];
  const padInput = (
    source: Region,
    from: Shape,
    n: number,
    kernel: number,
    stride: number,
    ph: number,
    pw: number,
  ): void => {
    kernels.pad(
      source.offset + n * from.h * from.w * from.c * 4,
      from.h,
      from.w,
      from.c,
      before(from.h, kernel, stride),
      before(from.w, kernel, stride),
      1,
      padded.offset,
      ph,
      pw,
    );
  };

  /** Writes gain and shift of a learned layer's output into vectors 0 and 1; with normalisation from its statistics. */
  const affine = (layer: Learned): void => {
    const c = layer.channels;
    const statistics = seen.get(layer.id);
    if (!layer.normalised || statistics === undefined) {
      head(0, c).fill(1);
      head(1, c).set(view(of(`${layer.id}/bias`).value));
      return;
    }
    const scale = view(of(`${layer.id}/scale`).value);
    const shift = view(of(`${layer.id}/shift`).value);
    const gains = head(0, c);
    const shifts = head(1, c);
    for (let i = 0; i < c; i++) {
      const gain = (scale[i] ?? 0) * (statistics.inverse[i] ?? 0);
      gains[i] = gain;
      shifts[i] = (shift[i] ?? 0) - (statistics.mean[i] ?? 0) * gain;
    }
  };

  const learnedForward = (slot: Slot, layer: Learned, x: Region, pass: Pass): void => {
    const { shape, y } = slot;
    const c = layer.channels;
    const rows = batch * shape.h * shape.w;
    convolve(slot, layer, x);
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

  const learnedBackward = (slot: Slot, layer: Learned, x: Region): void => {
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
    if (!layer.normalised || statistics === undefined) view(of(`${layer.id}/bias`).gradient).set(head(3, c));
    else {
      const { inverse } = statistics;
      const dShift = head(3, c);
      const dScale = head(4, c).map((sum, i) => sum * (inverse[i] ?? 0));
      view(of(`${layer.id}/shift`).gradient).set(dShift);
      view(of(`${layer.id}/scale`).gradient).set(dScale);
      const slopes = head(5, c);
      const rests = head(6, c);
      for (let i = 0; i < c; i++) {
        const g = head(0, c)[i] ?? 0;
        slopes[i] = (-g * (dScale[i] ?? 0) * (inverse[i] ?? 0)) / rows;
        rests[i] = (-g * (dShift[i] ?? 0)) / rows - (slopes[i] ?? 0) * (mean[i] ?? 0);
      }
      kernels.normaliseGradient(x.offset, dy.offset, rows, c, gain, vector(5).offset, vector(6).offset);
    }
    filterBackward(slot, layer, rows);
  };

  const filterBackward = (slot: Slot, layer: Learned, rows: number): void => {
    const { shape, dy } = slot;
    const from = shapeOf(layer.inputs[0]);
    const source = input(layer.inputs[0]);
    const { value, gradient } = of(`${layer.id}/weights`);
    const into = gradientOf(layer.inputs[0]);
    const add = slot.first[0] === true ? 0 : 1;
    if (layer.kind === 'conv') {
      if (slot.columns !== undefined) {
        const columns = patch(layer);
        view(filterScratch).fill(0, 0, columns * layer.channels);
        kernels.gemmTransposed(slot.columns.offset, dy.offset, filterScratch.offset, rows, columns, layer.channels);
        view(gradient).set(view(filterScratch).subarray(0, gradient.floats));
        return;
      }
      kernels.gemmTransposed(source.offset, dy.offset, gradient.offset, rows, layer.channelsIn, layer.channels);
      if (into === undefined) return;
      const turned = view(filterScratch);
      const filter = view(value);
      for (let i = 0; i < layer.channelsIn; i++) {
        for (let j = 0; j < layer.channels; j++) turned[j * layer.channelsIn + i] = filter[i * layer.channels + j] ?? 0;
      }
      kernels.gemm(dy.offset, filterScratch.offset, into.offset, rows, layer.channels, layer.channelsIn, add);
      return;
    }
    const { kernel, stride, channels } = layer;
    const [ph, pw] = paddedSize(from, shape, kernel, stride);
    const flipped = view(filterScratch);
    const filter = view(value);
    const taps = kernel * kernel;
    for (let tap = 0; tap < taps; tap++) {
      const at = (taps - 1 - tap) * channels;
      flipped.set(filter.subarray(at, at + channels), tap * channels);
    }
    for (let n = 0; n < batch; n++) {
      const along = dy.offset + n * shape.h * shape.w * channels * 4;
      padInput(source, from, n, kernel, stride, ph, pw);
      kernels.depthwiseFilterGradient(
        padded.offset,
        pw,
        along,
        gradient.offset,
        shape.h,
        shape.w,
        channels,
        kernel,
        stride,
      );
      if (into === undefined) continue;
      // The input's gradient is the flipped filter over the output's, its pixels spread by the stride.
      const wide = from.w + kernel - 1;
      kernels.pad(
        along,
        shape.h,
        shape.w,
        channels,
        kernel - 1 - before(from.h, kernel, stride),
        kernel - 1 - before(from.w, kernel, stride),
        stride,
        padded.offset,
        from.h + kernel - 1,
        wide,
      );
      const out = into.offset + n * from.h * from.w * channels * 4;
      kernels.depthwise(padded.offset, wide, filterScratch.offset, out, from.h, from.w, channels, kernel, 1, add);
    }
  };

  const forwardSlot = (slot: Slot, pass: Pass): void => {
    const { layer, shape, y, x } = slot;
    const a = input(layer.inputs[0]);
    const from = shapeOf(layer.inputs[0]);
    switch (layer.kind) {
      case 'conv':
      case 'depthwise':
        if (x !== undefined) learnedForward(slot, layer, x, pass);
        break;
      case 'pool':
        kernels.poolProducts(a.offset, 0, y.offset, batch, from.h * from.w, from.c, 1 / (from.h * from.w), 0);
        break;
      case 'add':
        kernels.sum(a.offset, input(layer.inputs[1]).offset, y.offset, y.floats);
        break;
      case 'multiply':
        kernels.scaleChannels(
          a.offset,
          input(layer.inputs[1]).offset,
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
        if (x !== undefined) learnedBackward(slot, layer, x);
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
        const source = input(layer.inputs[0]);
        if (gateGradient !== undefined) {
          const add = first[1] === true ? 0 : 1;
          kernels.poolProducts(dy.offset, source.offset, gateGradient.offset, batch, pixels, shape.c, 1, add);
        }
        if (into === undefined) return;
        const add = first[0] === true ? 0 : 1;
        kernels.scaleChannels(dy.offset, input(gate).offset, into.offset, batch, pixels, shape.c, 1, add);
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

  const out = byId.get(last.inputs[0]);
  if (out === undefined) throw new Error(`network: there is no layer "${last.inputs[0]}". Order the layers.`);
  const backwards = [...slots].reverse();
  return {
    batch,
    width,
    height,
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
      new Uint8Array(kernels.memory.buffer, firstGradient, gradientBytes).fill(0);
      for (const slot of backwards) backwardSlot(slot);
    },
  };
}
