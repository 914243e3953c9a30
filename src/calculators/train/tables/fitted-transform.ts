import { definePacketType, type PacketType } from '../../../graph/index.ts';

/** One fitted step: a column of the rows becomes some numbers of the features. Plain data. */
export type FittedFeature =
  | { readonly as: 'identity' | 'log1p'; readonly column: string; readonly fill: number; readonly width: number }
  /** (v - shift) / scale. */
  | {
      readonly as: 'standardise' | 'min_max';
      readonly column: string;
      readonly shift: readonly number[];
      readonly scale: readonly number[];
    }
  /** 1 at the place of the value; all 0 for a value that was not there when the step was fitted. */
  | { readonly as: 'one_hot'; readonly column: string; readonly values: readonly (string | number)[] }
  | { readonly as: 'hash_text'; readonly column: string; readonly size: number; readonly ngrams: number }
  | {
      readonly as: 'hash_tf_idf';
      readonly column: string;
      readonly idf: readonly number[];
      readonly ngrams: number;
    }
  | {
      readonly as: 'tf_idf';
      readonly column: string;
      readonly vocabulary: readonly string[];
      readonly idf: readonly number[];
      readonly ngrams: number;
    };

/** How the target is read. */
export interface FittedTarget {
  readonly column: string;
  /** `classes`: the number of the class; `one_hot`: a distribution; `number`: the number itself. */
  readonly as: 'classes' | 'one_hot' | 'number';
  /** The classes in order; empty for `number`. */
  readonly classes: readonly (string | number)[];
}

/** A fitted preprocessing: goes into the export beside the model, as it is. */
export interface FittedTransform {
  readonly kind: 'millrace-preprocess';
  readonly version: 1;
  readonly features: readonly FittedFeature[];
  readonly target: FittedTarget | null;
}

/** A fitted preprocessing, as a side packet. */
export const fittedTransform: PacketType<FittedTransform> = definePacketType({
  name: 'fitted_transform',
  description: 'A preprocessing that was fitted on training rows',
  is: (value): value is FittedTransform =>
    typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'millrace-preprocess',
});
