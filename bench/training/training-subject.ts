import type { LayerSpec } from '../../src/calculators/train/network/network-spec.ts';

/** A network with what it is trained on. */
export interface TrainingSubject {
  readonly name: string;
  readonly shape: readonly number[];
  /** Width of the target; 1: yes or no. */
  readonly classes: number;
  readonly batch: number;
  readonly layers: readonly LayerSpec[];
  /** As in the options of a training step. The role `pairs` is given the same rows again. */
  readonly losses: readonly Readonly<Record<string, unknown>>[];
  /** Steps that are timed at once, on wasm and on the cpu backend. */
  readonly steps: { readonly wasm: number; readonly cpu: number };
}

/** What is trained beside it where there is a GPU: large enough for one. */
export interface LargeSubject extends TrainingSubject {
  /** Steps that are timed at once on the GPU. */
  readonly gpuSteps: number;
}

const dense = (units: number, activation = 'relu'): LayerSpec => ({ kind: 'dense', units, activation });
const conv = (filters: number): LayerSpec => ({
  kind: 'conv2d',
  filters,
  kernel_size: 3,
  strides: 2,
  padding: 'same',
  activation: 'relu',
});
const categorical = [{ kind: 'categorical_crossentropy' }];

/** What is trained: a perceptron, the step of MinDiff, a small network for pictures and a recurrent one. */
export const trainingSubjects: readonly TrainingSubject[] = [
  {
    name: 'mlp-40-64-64-8, batch 256',
    shape: [40],
    classes: 8,
    batch: 256,
    layers: [dense(64), dense(64), dense(8, 'softmax')],
    losses: categorical,
    steps: { wasm: 200, cpu: 10 },
  },
  {
    name: 'mmd: mlp-40-64-1, batch 128',
    shape: [40],
    classes: 1,
    batch: 128,
    layers: [dense(64), dense(1, 'sigmoid')],
    losses: [{ kind: 'binary_crossentropy' }, { kind: 'mmd', role: 'pairs', weight: 1.5 }],
    steps: { wasm: 200, cpu: 10 },
  },
  {
    name: 'conv net, 32x32, batch 32',
    shape: [32, 32, 3],
    classes: 10,
    batch: 32,
    layers: [
      conv(16),
      conv(32),
      { kind: 'depthwise_conv2d', kernel_size: 3, padding: 'same', activation: 'relu' },
      conv(64),
      { kind: 'global_average_pooling2d' },
      dense(10, 'softmax'),
    ],
    losses: categorical,
    steps: { wasm: 6, cpu: 1 },
  },
  {
    name: 'lstm-32, 20 times 16, batch 32',
    shape: [20, 16],
    classes: 4,
    batch: 32,
    layers: [{ kind: 'lstm', units: 32 }, dense(4, 'softmax')],
    losses: categorical,
    steps: { wasm: 10, cpu: 2 },
  },
];

/** Networks whose step is worth a GPU. */
export const largeSubjects: readonly LargeSubject[] = [
  {
    name: 'mlp-784-1024-1024-10, batch 512',
    shape: [784],
    classes: 10,
    batch: 512,
    layers: [dense(1024), dense(1024), dense(10, 'softmax')],
    losses: categorical,
    steps: { wasm: 3, cpu: 1 },
    gpuSteps: 50,
  },
  {
    name: 'conv net, 64x64, batch 64',
    shape: [64, 64, 3],
    classes: 10,
    batch: 64,
    layers: [
      conv(32),
      conv(64),
      { kind: 'depthwise_conv2d', kernel_size: 3, padding: 'same', activation: 'relu' },
      conv(128),
      { kind: 'global_average_pooling2d' },
      dense(10, 'softmax'),
    ],
    losses: categorical,
    steps: { wasm: 2, cpu: 1 },
    gpuSteps: 30,
  },
];
