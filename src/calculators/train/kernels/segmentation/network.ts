/** What is applied after a convolution. `hswish(x) = x * relu6(x + 3) / 6`. */
export type Activation = 'linear' | 'relu' | 'hswish' | 'sigmoid';

/** One step of the network; `id` names its output, `inputs` the outputs it reads. Sizes are those of NHWC pictures. */
export type Layer =
  | {
      readonly kind: 'conv';
      readonly id: string;
      readonly inputs: readonly [string];
      readonly kernel: number;
      readonly stride: 1 | 2;
      readonly channelsIn: number;
      readonly channels: number;
      readonly activation: Activation;
      /** Trained with batch normalisation, which export folds into weights and bias. */
      readonly normalised: boolean;
    }
  | {
      readonly kind: 'depthwise';
      readonly id: string;
      readonly inputs: readonly [string];
      readonly kernel: number;
      readonly stride: 1 | 2;
      readonly channelsIn: number;
      readonly channels: number;
      readonly activation: Activation;
      readonly normalised: true;
    }
  | { readonly kind: 'pool'; readonly id: string; readonly inputs: readonly [string]; readonly channels: number }
  | {
      readonly kind: 'add' | 'multiply';
      readonly id: string;
      readonly inputs: readonly [string, string];
      readonly channels: number;
    }
  | { readonly kind: 'upsample'; readonly id: string; readonly inputs: readonly [string]; readonly channels: number }
  | {
      readonly kind: 'depth-to-space';
      readonly id: string;
      readonly inputs: readonly [string];
      readonly channels: number;
    };

/** A network as a list of layers in order of evaluation; the input is called `image`. */
export interface Network {
  readonly layers: readonly Layer[];
  readonly output: string;
}

/**
 * The segmentation network: an encoder of MobileNetV3-small's kind (inverted residuals, squeeze-excitation, hard
 * swish), an LR-ASPP head, and a decoder that mirrors the encoder and gates each skip by channel attention from
 * global average pooling. Fully convolutional: the same layers serve 256x144 and 160x96.
 *
 * Input [1, H, W, 3] RGB in 0..1, H and W multiples of 16; output [1, H, W, 2] logits of background and person.
 * Sources: Howard et al., "Searching for MobileNetV3" (2019); the description of background features in Google Meet
 * (Google AI blog, 2020).
 */
export function segmentationNetwork(): Network {
  const layers: Layer[] = [];
  const channels = new Map<string, number>([['image', 3]]);
  const push = (layer: Layer): string => {
    layers.push(layer);
    channels.set(layer.id, layer.channels);
    return layer.id;
  };
  const id = (kind: string): string => `${kind}_${layers.length}`;
  const width = (name: string): number => channels.get(name) ?? 0;
  const conv = (
    input: string,
    out: number,
    activation: Activation = 'linear',
    kernel = 1,
    stride: 1 | 2 = 1,
    normalised = true,
  ): string =>
    push({
      kind: 'conv',
      id: id('conv'),
      inputs: [input],
      kernel,
      stride,
      channelsIn: width(input),
      channels: out,
      activation,
      normalised,
    });
  const depthwise = (input: string, kernel: number, activation: Activation, stride: 1 | 2 = 1): string =>
    push({
      kind: 'depthwise',
      id: id('depthwise'),
      inputs: [input],
      kernel,
      stride,
      channelsIn: width(input),
      channels: width(input),
      activation,
      normalised: true,
    });
  const pool = (input: string): string =>
    push({ kind: 'pool', id: id('pool'), inputs: [input], channels: width(input) });
  const join = (kind: 'add' | 'multiply', a: string, b: string): string =>
    push({ kind, id: id(kind), inputs: [a, b], channels: width(a) });
  const up = (input: string): string =>
    push({ kind: 'upsample', id: id('upsample'), inputs: [input], channels: width(input) });
  const excite = (input: string, of: string, squeezed: number): string =>
    conv(conv(pool(of), squeezed, 'relu', 1, 1, false), width(input), 'sigmoid', 1, 1, false);
  const bottleneck = (
    input: string,
    kernel: number,
    expanded: number,
    out: number,
    squeeze: boolean,
    activation: Activation,
    stride: 1 | 2,
  ): string => {
    let x = depthwise(conv(input, expanded, activation), kernel, activation, stride);
    if (squeeze) x = join('multiply', x, excite(x, x, kernel === 5 ? (expanded * 5) >> 3 : Math.max(8, expanded >> 2)));
    x = conv(x, out);
    return stride === 1 && width(input) === out ? join('add', x, input) : x;
  };
  const decode = (below: string, skip: string, out: number): string => {
    const raised = up(conv(below, width(skip)));
    const gate = excite(skip, join('add', raised, skip), width(skip));
    const mixed = conv(join('add', join('multiply', skip, gate), raised), out, 'relu');
    return join('add', mixed, depthwise(mixed, 3, 'relu'));
  };

  const half = conv('image', 16, 'hswish', 3, 2);
  const quarter = bottleneck(half, 3, 16, 16, true, 'relu', 2);
  let x = bottleneck(quarter, 3, 72, 24, false, 'relu', 2);
  const eighth = bottleneck(x, 3, 88, 24, false, 'relu', 1);
  x = bottleneck(eighth, 5, 96, 32, true, 'hswish', 2);
  for (const expanded of [128, 128, 128, 96, 96]) x = bottleneck(x, 5, expanded, 32, true, 'hswish', 1);
  x = join('multiply', conv(x, 128, 'relu'), conv(pool(x), 128, 'sigmoid', 1, 1, false));
  x = decode(x, eighth, 24);
  x = decode(x, quarter, 16);
  x = decode(x, half, 16);
  // Full-resolution logits without full-resolution layers: each half-size pixel predicts its four. The raw picture
  // joins here (2x2 patches), so that outlines can follow it.
  const detail = conv('image', 16, 'relu', 2, 2);
  x = conv(join('add', x, detail), 32, 'relu');
  x = depthwise(x, 3, 'relu');
  x = conv(x, 8, 'linear', 1, 1, false);
  const output = push({ kind: 'depth-to-space', id: 'logits', inputs: [x], channels: 2 });
  return { layers, output };
}
