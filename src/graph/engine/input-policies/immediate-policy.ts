import { Timestamp } from '../../timestamp.ts';
import type { InputSlot } from '../input-slot.ts';
import {
  type InputPolicy,
  type InputPolicySpec,
  NOT_READY,
  READY_FOR_CLOSE,
  READY_FOR_PROCESS,
  type Readiness,
} from './input-policy.ts';
import { SyncSet } from './sync-set.ts';

/**
 * Each input is a sync set of its own: ready as soon as any has something new, at the smallest of the ready times
 * (MediaPipe's ImmediateInputStreamHandler).
 *
 * With `processTimestampBounds` a finished input is processed once at `Max`; without, it causes one more call.
 */
export class ImmediatePolicy implements InputPolicy {
  time: Timestamp = Timestamp.Unset;
  readonly syncSets: number;
  readonly #sets: readonly SyncSet[];
  /** The time at which each set was found ready and not yet taken; `Unset` for none. */
  readonly #readyAt: Timestamp[];
  readonly #bounds: boolean;

  constructor(spec: InputPolicySpec) {
    this.#sets = spec.queues.map((queue, i) => new SyncSet([queue], [i], spec.processTimestampBounds));
    this.#readyAt = spec.queues.map(() => Timestamp.Unset);
    this.#bounds = spec.processTimestampBounds;
    this.syncSets = this.#sets.length;
  }

  readiness(): Readiness {
    let inputTime: Timestamp = Timestamp.Done;
    let minBound: Timestamp = Timestamp.Done;
    let becameDone = false;
    for (const [i, set] of this.#sets.entries()) {
      const waiting = this.#readyAt[i] ?? Timestamp.Unset;
      if (waiting > Timestamp.Unset) {
        if (waiting < minBound) minBound = waiting;
        if (waiting < inputTime) inputTime = waiting;
        continue;
      }
      const before = set.lastProcessed;
      const readiness = set.readiness();
      if (set.time < minBound) minBound = set.time;
      if (readiness === READY_FOR_PROCESS) {
        this.#readyAt[i] = set.time;
        if (set.time < inputTime) inputTime = set.time;
      } else if (readiness === READY_FOR_CLOSE && this.#bounds && before < Timestamp.Max) {
        this.#readyAt[i] = Timestamp.Max;
        if (Timestamp.Max < minBound) minBound = Timestamp.Max;
        if (Timestamp.Max < inputTime) inputTime = Timestamp.Max;
      } else if (readiness === READY_FOR_CLOSE) {
        becameDone ||= !this.#bounds;
        this.#readyAt[i] = Timestamp.Done;
      }
    }
    this.time = minBound;
    if (minBound === Timestamp.Done) return READY_FOR_CLOSE;
    if (inputTime < Timestamp.Done) {
      this.time = inputTime;
      return READY_FOR_PROCESS;
    }
    return becameDone ? READY_FOR_PROCESS : NOT_READY;
  }

  fill(time: Timestamp, slots: readonly InputSlot[]): Timestamp {
    for (const [i, set] of this.#sets.entries()) {
      if (this.#readyAt[i] === time) {
        set.fill(time, slots);
        this.#readyAt[i] = Timestamp.Unset;
      } else {
        set.fillBounds(slots);
      }
    }
    return time;
  }
}
