import { quantile } from './quantile.ts';

/** A message of a consultation: when, and by whom. */
export type MessageEvent = readonly [time: number, role: string];

/** How fast a doctor answers. */
export interface ResponseTimes {
  /** From the first unanswered message of the patient to the next of the doctor, in the events' unit. */
  readonly gaps: readonly number[];
  readonly first: number;
  readonly median: number;
  readonly p90: number;
  /** Whether the last messages of the patient were not answered. */
  readonly unanswered: boolean;
}

/** Measures the answers of one consultation. `first`, `median` and `p90` are NaN when there was none. */
export function responseTimes(events: readonly MessageEvent[]): ResponseTimes {
  const gaps: number[] = [];
  let waiting: number | undefined;
  for (const [time, role] of events) {
    if (role === 'patient') waiting ??= time;
    else if (role === 'doctor' && waiting !== undefined) {
      gaps.push(time - waiting);
      waiting = undefined;
    }
  }
  return {
    gaps,
    first: gaps[0] ?? Number.NaN,
    median: quantile(gaps, 0.5),
    p90: quantile(gaps, 0.9),
    unanswered: waiting !== undefined,
  };
}
