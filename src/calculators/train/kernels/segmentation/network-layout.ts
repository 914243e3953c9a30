import type { Layer, Network } from './network.ts';
import type { NetworkKernels } from './network-kernels.ts';
import { isTrained, type Weights } from './weights.ts';

/** A layer with trained values. */
export type LearnedLayer = Extract<Layer, { kind: 'conv' | 'depthwise' }>;

/** A piece of WebAssembly memory: its offset in bytes, its length in floats. */
export interface Region {
  readonly offset: number;
  readonly floats: number;
}

/** The sizes of a picture. */
export interface PictureShape {
  readonly h: number;
  readonly w: number;
  readonly c: number;
}

/** A layer and where its numbers lie. */
export interface Slot {
  readonly layer: Layer;
  readonly shape: PictureShape;
  /** The output, and the gradient of the loss by it. */
  readonly y: Region;
  readonly dy: Region;
  /** Before normalisation and activation, of convolutions. */
  readonly x?: Region;
  /** The patches that a convolution of the picture sees, [N * h * w, numbers of a patch]. */
  readonly columns?: Region;
  /** For each input whether this slot, going back, is the first to add to its gradient: it overwrites what was left there. */
  readonly first: readonly boolean[];
}

/** Where trained values and their gradients lie. */
export interface ParameterRegions {
  readonly value: Region;
  readonly gradient: Region;
}

/** A network laid out in WebAssembly memory for one batch size. */
export interface NetworkLayout {
  readonly batch: number;
  /** The pictures, [N, H, W, 3]. */
  readonly images: Region;
  /** All layers but depth-to-space, in order. */
  readonly slots: readonly Slot[];
  /** The layer below depth-to-space. */
  readonly out: Slot;
  readonly parameters: ReadonlyMap<string, ParameterRegions>;
  /** Room for one picture with a border of zeros. */
  readonly padded: Region;
  /** Room for a filter that is turned around or filled up. */
  readonly filterScratch: Region;
  /** @throws Error for a name that the weights do not have. */
  parameter(name: string): ParameterRegions;
  shapeOf(id: string): PictureShape;
  /** The output of a layer, or the pictures. */
  outputOf(id: string): Region;
  /** `undefined` for the pictures: nobody asks for their gradient. */
  gradientOf(id: string): Region | undefined;
  /** One of eight vectors with a number per channel. */
  vector(index: number): Region;
  /** The first numbers of a vector. */
  head(index: number, floats: number): Float32Array;
  view(region: Region): Float32Array;
  clearGradients(): void;
}

/**
 * Lays a network out for batches of `batch` pictures and copies the weights in.
 *
 * @throws Error for a network whose last layer is not depth-to-space, or weights that are not its own.
 */
export function createNetworkLayout(
  kernels: NetworkKernels,
  network: Network,
  weights: Weights,
  { batch, width, height }: { readonly batch: number; readonly width: number; readonly height: number },
): NetworkLayout {
  // Below 1 KiB the compiler keeps its own data.
  let end = 1024;
  const reserve = (floats: number): Region => {
    const offset = end;
    end += Math.ceil(floats / 4) * 16;
    return { offset, floats };
  };

  const parameters = new Map<string, ParameterRegions>();
  const trained = [...weights].filter(([name]) => isTrained(name));
  const values = trained.map(([, { data }]) => reserve(data.length));
  const firstGradient = end;
  trained.forEach(([name, { data }], i) => {
    const value = values[i];
    // Patches are padded to whole vectors; so are the filters over them. Their padding stays zero.
    if (value !== undefined) parameters.set(name, { value, gradient: reserve(data.length) });
  });
  const gradientBytes = end - firstGradient;
  const parameter = (name: string): ParameterRegions => {
    const found = parameters.get(name);
    if (found === undefined) throw new Error(`weights: "${name}" is missing. Use the weights of this network.`);
    return found;
  };

  const shapes = new Map<string, PictureShape>([['image', { h: height, w: width, c: 3 }]]);
  const shapeOf = (id: string): PictureShape => {
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
  const slots: (Slot & { readonly first: boolean[] })[] = [];
  for (const layer of network.layers.slice(0, -1)) {
    const from = shapeOf(layer.inputs[0]);
    const shape: PictureShape =
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
        ? { columns: reserve(batch * shape.h * shape.w * patchColumns(layer)) }
        : {}),
      first: [],
    });
  }
  const byId = new Map(slots.map(slot => [slot.layer.id, slot]));
  // Going back, the first that adds to an output's gradient overwrites what the step before left there.
  for (const slot of [...slots].reverse()) {
    slot.first.push(
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
  for (const [name, { data }] of trained) view(parameter(name).value).set(data);

  const out = byId.get(last.inputs[0]);
  if (out === undefined) throw new Error(`network: there is no layer "${last.inputs[0]}". Order the layers.`);
  return {
    batch,
    images,
    slots,
    out,
    parameters,
    padded,
    filterScratch,
    parameter,
    shapeOf,
    outputOf: id => (id === 'image' ? images : (byId.get(id)?.y ?? { offset: 0, floats: 0 })),
    gradientOf: id => byId.get(id)?.dy,
    vector,
    head: (index, floats) => view(vector(index)).subarray(0, floats),
    view,
    clearGradients() {
      new Uint8Array(kernels.memory.buffer, firstGradient, gradientBytes).fill(0);
    },
  };
}

/** The numbers of a patch of the picture, in whole vectors. */
function patchColumns({ kernel, channelsIn }: Extract<Layer, { kind: 'conv' }>): number {
  return Math.ceil((kernel ** 2 * channelsIn) / 4) * 4;
}
