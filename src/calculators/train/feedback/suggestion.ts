/** A suggestion to a doctor. */
export interface Suggestion {
  readonly doctor: string;
  readonly aspect: string;
  /** How far below the peers, 0..1. */
  readonly gap: number;
  readonly action: string;
  /** What of this doctor's own words counted most against the aspect. */
  readonly examples: readonly {
    readonly consultation: string;
    readonly sentence: string;
    readonly contribution: number;
  }[];
  /** What of others' words counted most for it, without their names. */
  readonly better: readonly string[];
}
