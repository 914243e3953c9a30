import { option } from '../../../graph/index.ts';

/** A layer of a network: its kind, a name if another should find it, and the settings of that kind. */
export interface LayerSpec {
  readonly kind: string;
  readonly [setting: string]: unknown;
}

/** A network as a graph writes it down: data, not code. */
export interface NetworkSpec {
  /** Sizes of one example; left out, those of the column x of the first batch. */
  readonly input_shape?: readonly number[] | undefined;
  readonly layers: readonly LayerSpec[];
  /** Several outputs on top of the layers. Left out, the last layer is the one output, `output`. */
  readonly heads?: readonly { readonly name: string; readonly layers: readonly LayerSpec[] }[] | undefined;
}

const layer = option.json({
  description:
    'A layer: kind (dense, conv2d, lstm …), name, initializer, and the settings of tfjs in snake case, such as units or kernel_size; units: target is the width of the target of the first loss',
});

/** The option of calculators that make a network. */
export const networkOption = option.object(
  {
    input_shape: option.list(option.integer({ description: 'A size', minimum: 1 }), {
      description: 'Sizes of one example, such as [28, 28, 1]; left out, those of the column x',
    }),
    layers: option.list(layer, { description: 'The layers, first to last', default: [] }),
    heads: option.list(
      option.object(
        {
          name: option.string({ description: 'What losses and metrics call it', required: true }),
          layers: option.list(layer, { description: 'The layers of this output', required: true }),
        },
        { description: 'An output' },
      ),
      { description: 'Several outputs on top of the layers' },
    ),
    file: option.string({ description: 'A model.json of tfjs layers to start from, in place of layers' }),
  },
  { description: 'The network', required: true },
);

/** Whether a value of {@link networkOption} has the form of a layer list. */
export function isLayerSpec(value: unknown): value is LayerSpec {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}
