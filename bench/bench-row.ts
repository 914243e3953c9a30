/** One figure of a benchmark: ours beside a peer's, both measured in the same run. */
export interface BenchRow {
  /** Which benchmark, such as `engine/chain-10`. */
  readonly name: string;
  /** What was measured, such as `items per second`. */
  readonly metric: string;
  readonly unit: string;
  readonly ours: number;
  /** `null` where there is nothing to compare with. */
  readonly peer: number | null;
  readonly peerName: string;
  /** How much better ours is: above 1 is better, whichever way the unit points. `null` without a peer. */
  readonly ratio: number | null;
}
