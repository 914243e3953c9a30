import { createHostMacrotask, hostMicrotask, hostNow } from './host.ts';

/**
 * When the tasks of a run are worked off, and in which order among those that may run at once.
 *
 * Every choice an implementation can make here is legal: it changes when packets come, never which (for graphs whose
 * nodes are synchronised by timestamps).
 */
export interface Scheduler {
  /** Calls `drain` soon, outside of the caller's stack. */
  soon(drain: () => void): void;
  /** Calls `drain` after the event loop had a turn: a time slice is used up. */
  later(drain: () => void): void;
  /** A drain begins. */
  beginSlice(): void;
  /** Whether this drain has run long enough. Asked every few tasks. */
  sliceIsOver(): boolean;
  /** Which of `count` runnable tasks goes next. Absent: the first by the rules of task order. */
  readonly pick?: (count: number) => number;
  /** Takes the place of a promise that a calculator returned; for simulated delays. Must settle like `result`. */
  readonly delay?: <T>(result: Promise<T>) => Promise<T>;
}

/** Options of {@link createScheduler}. */
export interface SchedulerOptions {
  /** The milliseconds after which the event loop gets a turn. Default 8. */
  readonly sliceMilliseconds?: number;
}

/** The default scheduler: tasks in rule order, in time slices, on the calling thread. */
export function createScheduler(options: SchedulerOptions = {}): Scheduler {
  const slice = options.sliceMilliseconds ?? 8;
  const macrotask = createHostMacrotask();
  let sliceEnd = 0;
  return {
    soon: hostMicrotask,
    later: macrotask,
    beginSlice() {
      sliceEnd = hostNow() + slice;
    },
    sliceIsOver: () => hostNow() >= sliceEnd,
  };
}
