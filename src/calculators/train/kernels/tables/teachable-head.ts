/** A layer of a classification head. */
export type HeadLayer =
  | {
      readonly kind: 'dense';
      readonly units: number;
      readonly activation: 'relu' | 'softmax';
      readonly use_bias: boolean;
      readonly initializer: 'variance_scaling';
    }
  | { readonly kind: 'dropout'; readonly rate: number };

/**
 * The head that Teachable Machine trains on frozen features: dense ReLU with bias, for poses dropout of a half, and dense
 * softmax without bias.
 */
export function headLayers(kind: 'image' | 'pose', classes: number, units = 100): readonly HeadLayer[] {
  const initializer = 'variance_scaling';
  return [
    { kind: 'dense', units, activation: 'relu', use_bias: true, initializer },
    ...(kind === 'pose' ? [{ kind: 'dropout', rate: 0.5 } as const] : []),
    { kind: 'dense', units: classes, activation: 'softmax', use_bias: false, initializer },
  ];
}

/** The number of trainable parameters of a head over so many features. */
export function headParameters(layers: readonly HeadLayer[], features: number): number {
  let inputs = features;
  let sum = 0;
  for (const layer of layers) {
    if (layer.kind !== 'dense') continue;
    sum += inputs * layer.units + (layer.use_bias ? layer.units : 0);
    inputs = layer.units;
  }
  return sum;
}
