import { hostNow, hostTimeout } from './host.ts';

/** Where a graph and its calculators read time. Stream time is in the packets; this is the time of the host. */
export interface Clock {
  /** Microseconds since an epoch of the clock's choice; never goes back. */
  now(): number;
  /** Resolves after so many microseconds of this clock. */
  sleep(microseconds: number): Promise<void>;
}

/** The host's monotonic clock. */
export const systemClock: Clock = Object.freeze({
  now: () => Math.round(hostNow() * 1000),
  sleep: (microseconds: number) =>
    new Promise<void>(resolve => {
      hostTimeout(resolve, microseconds / 1000);
    }),
});
