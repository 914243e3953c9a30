import { definePacketType, type PacketType } from '../../../graph/index.ts';

/** One variable of a model, at one moment. */
export interface ModelWeight {
  /** `layer/variable`, as tfjs names it. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly trainable: boolean;
  readonly data: Float32Array;
}

/** What a network is, without its weights. One object per network: models of a training run share it. */
export interface Topology {
  /** As tfjs's `model.toJSON` writes it: goes into `model.json` as it is. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Sizes of one example. */
  readonly inputShape: readonly number[];
  /** The names of the outputs, in order. */
  readonly outputs: readonly string[];
}

/** A model at one step of its training. Never changed once made. */
export interface TrainedModel {
  readonly topology: Topology;
  readonly weights: readonly ModelWeight[];
  readonly step: number;
  readonly epoch: number;
  /** Gives the memory of the weights back to the training that lent it. The engine calls it once, after the last consumer. */
  readonly release?: () => void;
}

/** A model, on a stream or as a side packet. */
export const trainedModel: PacketType<TrainedModel> = definePacketType({
  name: 'trained_model',
  description: 'A network with its weights at one step of training',
  is: (value): value is TrainedModel =>
    typeof value === 'object' && value !== null && 'topology' in value && 'weights' in value,
  release: value => value.release?.(),
});
