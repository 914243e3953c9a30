import { MillraceError } from '../../errors.ts';
import { Timestamp } from '../../timestamp.ts';
import type { InputQueue } from '../input-queue.ts';
import type { InputSlot } from '../input-slot.ts';
import { DefaultPolicy } from './default-policy.ts';
import {
  type InputPolicy,
  type InputPolicySpec,
  NOT_READY,
  READY_FOR_PROCESS,
  type Readiness,
} from './input-policy.ts';

/**
 * Like the default, but keeps only the newest packets of queues that grow (MediaPipe's FixedSizeInputStreamHandler).
 *
 * Options: `trigger_queue_size` (2), the size at which queues are cut; `target_queue_size` (1), what is left of them;
 * `fixed_min_size` (false): cut only when every queue has grown. Without it, what is older than the oldest kept packet of
 * the longest queue is dropped on all inputs, also when it comes later; one input set is always left to be processed.
 */
export class FixedSizePolicy implements InputPolicy {
  time: Timestamp = Timestamp.Unset;
  readonly syncSets = 1;
  readonly #queues: readonly InputQueue[];
  readonly #default: DefaultPolicy;
  readonly #trigger: number;
  readonly #target: number;
  readonly #fixedMinSize: boolean;
  /** Packets before it are dropped. */
  #kept: Timestamp = Timestamp.Unset;
  /** An input set was promised: nothing is cut until it is taken. */
  #pending = false;

  /** @throws MillraceError (INVALID_ARGUMENT) for sizes below 1 or a target that is not below the trigger. */
  constructor(spec: InputPolicySpec) {
    this.#queues = spec.queues;
    this.#default = new DefaultPolicy(spec);
    this.#trigger = sizeOption(spec, 'trigger_queue_size', 2);
    this.#target = sizeOption(spec, 'target_queue_size', 1);
    this.#fixedMinSize = spec.options['fixed_min_size'] === true;
  }

  readiness(): Readiness {
    if (this.#pending) return NOT_READY;
    let readiness: Readiness;
    do {
      this.#cut(false);
      readiness = this.#default.readiness();
      this.time = this.#default.time;
      // A packet below the kept time may have come late: cut again.
    } while (readiness === READY_FOR_PROCESS && this.time < this.#kept);
    this.#pending = readiness === READY_FOR_PROCESS;
    return readiness;
  }

  packetsAdded(): void {
    if (!this.#pending) this.#cut(false);
  }

  fill(_time: Timestamp, slots: readonly InputSlot[]): Timestamp {
    this.#cut(true);
    const time = this.#newestSettled();
    this.#default.fill(time, slots);
    this.#pending = false;
    return time;
  }

  #cut(keepOne: boolean): void {
    if (this.#fixedMinSize) this.#cutAll();
    else this.#cutAny(keepOne);
  }

  #cutAll(): void {
    let kept: Timestamp = Timestamp.Max;
    for (const queue of this.#queues) {
      if (queue.size < this.#trigger) return;
      kept = Math.min(kept, queue.timestampAmongNewest(this.#target));
    }
    for (const queue of this.#queues) queue.dropBefore(kept);
  }

  #cutAny(keepOne: boolean): void {
    for (const queue of this.#queues) {
      const allowed = queue.size >= this.#trigger ? this.#target : this.#trigger - 1;
      if (queue.size > allowed) {
        this.#kept = Math.max(this.#kept, Timestamp.next(queue.timestampAmongNewest(allowed + 1)));
      }
    }
    if (keepOne) this.#kept = Math.min(this.#kept, before(this.#leastBound()));
    for (const queue of this.#queues) queue.dropBefore(this.#kept);
  }

  /** The bound of the input that is furthest behind. */
  #leastBound(): Timestamp {
    let least: Timestamp = Timestamp.Done;
    for (const queue of this.#queues) {
      const newest = queue.timestampAmongNewest(1);
      const bound = newest === Timestamp.Unset ? queue.headOrBound : Timestamp.next(newest);
      if (bound < least) least = bound;
    }
    return least;
  }

  #newestSettled(): Timestamp {
    let time: Timestamp = Timestamp.Done;
    for (const queue of this.#queues) {
      const t = queue.size === 0 ? before(queue.headOrBound) : queue.headOrBound;
      if (t < time) time = t;
    }
    return time;
  }
}

function before(bound: Timestamp): Timestamp {
  return Timestamp.isRange(bound) ? Math.max(bound - 1, Timestamp.Min) : bound;
}

function sizeOption(spec: InputPolicySpec, name: string, fallback: number): number {
  const size = spec.options[name] ?? fallback;
  if (Number.isSafeInteger(size) && typeof size === 'number' && size >= 1) return size;
  throw new MillraceError(
    'INVALID_ARGUMENT',
    `node "${spec.node}": ${name} is ${JSON.stringify(size)}. Use a whole number of at least 1.`,
  );
}
