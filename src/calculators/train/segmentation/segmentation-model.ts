import { MillraceError } from '../../../graph/index.ts';
import { segmentationNetwork } from '../kernels/segmentation/network.ts';
import { isTrained, type Weights } from '../kernels/segmentation/weights.ts';
import type { Topology, TrainedModel } from '../network/trained-model.ts';

/** What the segmentation network is at one picture size. Its layers are `segmentationNetwork()`, not tfjs's. */
export function segmentationTopology(width: number, height: number): Topology {
  const { layers, output } = segmentationNetwork();
  return { json: { class_name: 'SegmentationNetwork', layers }, inputShape: [height, width, 3], outputs: [output] };
}

/** A model of a trainer's weights: copies, which never change. */
export function segmentationModel(
  topology: Topology,
  weights: Weights,
  at: { readonly step: number; readonly epoch: number },
): TrainedModel {
  return {
    topology,
    weights: [...weights].map(([name, { shape, data }]) => ({
      name,
      shape,
      trainable: isTrained(name),
      data: data.slice(),
    })),
    step: at.step,
    epoch: at.epoch,
  };
}

/** The weights of a model by name, and its picture size. @throws MillraceError for a model of another network. */
export function segmentationWeights(
  model: TrainedModel,
  where: string,
): { readonly weights: Weights; readonly width: number; readonly height: number } {
  if (model.topology.json['class_name'] !== 'SegmentationNetwork') {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: the model is of another network. Give models of SegmentationStepCalculator.`,
    );
  }
  const [height = 0, width = 0] = model.topology.inputShape;
  return { weights: new Map(model.weights.map(({ name, shape, data }) => [name, { shape, data }])), width, height };
}
