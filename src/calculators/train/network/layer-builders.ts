import type { layers as tfLayers } from '@tensorflow/tfjs-layers';
import { MillraceError } from '../../../graph/index.ts';
import type { TfjsLayers } from '../backend/training-backend.ts';
import { isLayerSpec } from './network-spec.ts';

/** A layer of tfjs. */
export type TfjsLayer = ReturnType<typeof tfLayers.dense>;

/** The layers a network may have, by kind: the name of tfjs's function. */
const builders = {
  activation: 'activation',
  average_pooling2d: 'averagePooling2d',
  batch_normalization: 'batchNormalization',
  conv1d: 'conv1d',
  conv2d: 'conv2d',
  conv2d_transpose: 'conv2dTranspose',
  dense: 'dense',
  depthwise_conv2d: 'depthwiseConv2d',
  dropout: 'dropout',
  embedding: 'embedding',
  flatten: 'flatten',
  global_average_pooling1d: 'globalAveragePooling1d',
  global_average_pooling2d: 'globalAveragePooling2d',
  gru: 'gru',
  layer_normalization: 'layerNormalization',
  lstm: 'lstm',
  max_pooling2d: 'maxPooling2d',
  reshape: 'reshape',
  separable_conv2d: 'separableConv2d',
  up_sampling2d: 'upSampling2d',
  zero_padding2d: 'zeroPadding2d',
} as const satisfies Readonly<Record<string, keyof typeof tfLayers>>;

/** Settings that are read by {@link initialWeights}, not by tfjs. */
const OWN = new Set(['kind', 'initializer']);
/** Recurrent layers draw the masks of their own dropout from `Math.random`: a run could not be repeated. */
const UNSEEDED = ['dropout', 'recurrent_dropout'];
/**
 * All first values come from {@link initialWeights}; those that tfjs would draw are overwritten. Its own for recurrent kernels
 * (orthogonal) also needs tensor methods that only the whole package `@tensorflow/tfjs` brings.
 */
const RECURRENT = new Set(['gru', 'lstm']);

/** Makes the tfjs layer of a specification. @throws MillraceError for an unknown kind or a setting that tfjs refuses. */
export function buildLayer(layers: TfjsLayers, given: unknown, name: string, where: string): TfjsLayer {
  if (!isLayerSpec(given)) {
    throw new MillraceError('INVALID_ARGUMENT', `${where}: layer "${name}" has no kind. Give one, such as dense.`);
  }
  if (!isKnown(given.kind)) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: layer "${name}" is of the unknown kind "${given.kind}". Kinds: ${Object.keys(builders).join(', ')}.`,
    );
  }
  const unseeded = UNSEEDED.find(setting => Number(given[setting] ?? 0) > 0);
  if (unseeded !== undefined) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: layer "${name}" sets ${unseeded}, which tfjs draws without a seed. Put a dropout layer before or after it.`,
    );
  }
  const config: Record<string, unknown> = RECURRENT.has(given.kind)
    ? { name, recurrentInitializer: 'zeros' }
    : { name };
  for (const [setting, value] of Object.entries(given)) if (!OWN.has(setting)) config[camelCase(setting)] = value;
  const make = layers.layers[builders[given.kind]] as (config: unknown) => TfjsLayer;
  try {
    return make(config);
  } catch (cause) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: layer "${name}" (${given.kind}): ${cause instanceof Error ? cause.message : String(cause)}. See the settings of tfjs's ${builders[given.kind]}.`,
    );
  }
}

function isKnown(kind: string): kind is keyof typeof builders {
  return Object.hasOwn(builders, kind);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
