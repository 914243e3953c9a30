import type { Clock } from '../engine/clock.ts';

interface Sleeper {
  readonly due: number;
  readonly order: number;
  readonly wake: () => void;
}

/**
 * A clock that stands still until it is told to go on. Sleepers wake in the order of their time, then of their asking.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #sleepers: Sleeper[] = [];

  /** @param now - microseconds to begin with. */
  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** How many wait for their time. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  sleep(microseconds: number): Promise<void> {
    return new Promise(resolve => {
      this.#sleepers.push({ due: this.#now + Math.max(0, microseconds), order: this.#order++, wake: resolve });
    });
  }

  /** Calls back at a time of this clock. */
  at(due: number, wake: () => void): void {
    this.#sleepers.push({ due: Math.max(due, this.#now), order: this.#order++, wake });
  }

  /** Goes on by so many microseconds and wakes who is due; each sees its own time. */
  advance(microseconds: number): void {
    const end = this.#now + microseconds;
    for (let next = this.#earliest(); next !== undefined && next.due <= end; next = this.#earliest()) this.#wake(next);
    this.#now = end;
  }

  /** Goes on to the next sleeper and wakes it. Returns false when none waits. */
  advanceToNext(): boolean {
    const next = this.#earliest();
    if (next === undefined) return false;
    this.#wake(next);
    return true;
  }

  #earliest(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const one of this.#sleepers) {
      if (first === undefined || one.due < first.due || (one.due === first.due && one.order < first.order)) first = one;
    }
    return first;
  }

  #wake(sleeper: Sleeper): void {
    this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
    this.#now = Math.max(this.#now, sleeper.due);
    sleeper.wake();
  }
}
