/** A doctor's place. */
export interface DoctorRank {
  readonly doctor: string;
  readonly consultations: number;
  /** `null` where there are too few consultations to compare. */
  readonly rank: number | null;
  /** 0..100, shrunk towards the peers. */
  readonly index: number;
  /** The same of the plain means. */
  readonly raw_index: number;
  /** The share of the others that lie below, in per cent. */
  readonly percentile: number | null;
  /** By aspect, the plain means, 0..1. */
  readonly means: Readonly<Record<string, number>>;
  /** By aspect, shrunk, 0..1. */
  readonly scores: Readonly<Record<string, number>>;
  /** By aspect: the peers' mean less the score. */
  readonly gaps: Readonly<Record<string, number>>;
  /** Medians over the consultations, in the unit of the messages' times. */
  readonly response_first: number | null;
  readonly response_median: number | null;
  /** The share of consultations whose last question was not answered. */
  readonly unanswered: number;
}
