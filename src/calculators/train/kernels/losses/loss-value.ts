/** A loss and its derivatives. */
export interface LossValue {
  /** Never NaN for finite arguments: an empty group or batch gives 0. */
  readonly value: number;
  /** Its derivative by each matrix that the loss was given, in their order, row-major like them. */
  readonly gradients: readonly Float64Array[];
  /** What else is worth watching, such as the number of triplets or the mean confidence. */
  readonly figures?: Readonly<Record<string, number>>;
}
