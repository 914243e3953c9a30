import type { InputPort, OutputPort } from '../../../src/graph/index.ts';
import { VirtualClock } from '../../../src/graph/testing/index.ts';

/** A counting semaphore of a case: calculators and the driver wait for units of it. */
export class Semaphore {
  #units: number;
  readonly #waiting: (() => void)[] = [];

  constructor(units = 0) {
    this.#units = units;
  }

  acquire(): Promise<void> | undefined {
    if (this.#units > 0) {
      this.#units -= 1;
      return undefined;
    }
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  release(count = 1): void {
    for (let i = 0; i < count; i += 1) {
      const next = this.#waiting.shift();
      if (next === undefined) this.#units += 1;
      else next();
    }
  }
}

/** A counter that the nodes of a case share. A class: what is shared must not be copied to another thread. */
export class SharedCounter {
  value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** What a function of a case works with. */
export interface LambdaCall {
  readonly inputs: readonly InputPort[];
  readonly outputs: readonly OutputPort[];
  readonly inputTimestamp: number;
}

/** A function that a side packet names. */
export type CaseFunction = (call: LambdaCall) => Promise<void> | void;

/** Everything the nodes of one case share with its driver. */
export class CaseWorld {
  readonly clock = new VirtualClock();
  readonly counters = new Map<string, SharedCounter>();
  /** What callbacks were called with, by name. */
  readonly calls = new Map<string, unknown[]>();
  readonly #semaphores = new Map<string, Semaphore>();

  semaphore(name: string, units = 0): Semaphore {
    const known = this.#semaphores.get(name) ?? new Semaphore(units);
    this.#semaphores.set(name, known);
    return known;
  }
}

/** Sends every input that has a packet to the output of its place. */
export function forwardAll({ inputs, outputs }: LambdaCall): void {
  for (const [i, input] of inputs.entries()) if (!input.isEmpty) outputs[i]?.forward(input.packet);
}
