import type { RandomSource } from '../engine/random-source.ts';
import { seededRandom } from '../engine/random-source.ts';
import type { Scheduler } from '../engine/scheduler.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Options of {@link SimulatedScheduler}. */
export interface SimulatedSchedulerOptions {
  /** Every choice follows from it. */
  readonly seed: number;
  /** The clock on which promises of calculators are held back. */
  readonly clock: VirtualClock;
  /** The longest time a promise is held back, in microseconds of the clock. Default 1000; 0: not at all. */
  readonly longestDelay?: number;
}

/**
 * A scheduler that picks at random, by a seed, among the tasks that may run, and lets the promises of calculators settle
 * at random virtual times: each seed is another legal schedule, and the same seed is the same one again.
 *
 * The tasks run when {@link SimulatedScheduler.run} is called, never by themselves.
 */
export class SimulatedScheduler implements Scheduler {
  readonly #random: RandomSource;
  readonly #clock: VirtualClock;
  readonly #longestDelay: number;
  readonly #waiting: (() => void)[] = [];

  constructor(options: SimulatedSchedulerOptions) {
    this.#random = seededRandom(options.seed);
    this.#clock = options.clock;
    this.#longestDelay = options.longestDelay ?? 1000;
  }

  soon(drain: () => void): void {
    this.#waiting.push(drain);
  }

  later(drain: () => void): void {
    this.#waiting.push(drain);
  }

  beginSlice(): void {
    // Slices have no length here: see below.
  }

  // A slice ends now and then, so that what the caller does comes between any two tasks.
  sliceIsOver(): boolean {
    return this.#random.next() < 0.5;
  }

  readonly pick = (count: number): number => Math.floor(this.#random.next() * count);

  readonly delay = <T>(result: Promise<T>): Promise<T> => {
    if (this.#longestDelay === 0) return result;
    const due = this.#clock.now() + this.#anyDelay();
    const later = <V>(settle: (value: V) => void) => {
      return (value: V) => {
        this.#clock.at(due, () => {
          settle(value);
        });
      };
    };
    return new Promise<T>((resolve, reject) => {
      result.then(later(resolve), later(reject));
    });
  };

  /** Lets a random time of the clock pass: for the awaits of who feeds a graph. */
  pause(): Promise<void> {
    return this.#clock.sleep(this.#anyDelay());
  }

  /**
   * Runs everything that is due, letting virtual time pass whenever nothing else can happen, until `promise` has
   * settled. Resolves or rejects like it.
   *
   * @throws Error when nothing can happen any more and the promise has not settled: a stall.
   */
  async run<T>(promise: Promise<T>): Promise<T> {
    if (await this.settles(promise)) return promise;
    throw new Error(
      'simulated scheduler: nothing is runnable, nothing sleeps, and the promise has not settled. Look for a call that never returns.',
    );
  }

  /** Like {@link SimulatedScheduler.run}, but resolves with whether the promise has settled: `false` is a stall. */
  async settles(promise: Promise<unknown>): Promise<boolean> {
    const state = { isOver: false };
    const over = () => {
      state.isOver = true;
    };
    promise.then(over, over);
    let quietTurns = 0;
    while (!state.isOver) {
      await Promise.resolve();
      const drain = this.#waiting.shift();
      if (drain !== undefined) {
        quietTurns = 0;
        drain();
      } else if (quietTurns < QUIET_TURNS) {
        // Promises of calculators settle in microtasks: give them theirs before time goes on.
        quietTurns += 1;
      } else if (this.#clock.advanceToNext()) {
        quietTurns = 0;
      } else return false;
    }
    return true;
  }

  #anyDelay(): number {
    return Math.floor(this.#random.next() * (this.#longestDelay + 1));
  }
}

const QUIET_TURNS = 32;
