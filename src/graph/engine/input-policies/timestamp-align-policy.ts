import { Timestamp } from '../../timestamp.ts';
import type { InputQueue } from '../input-queue.ts';
import type { InputSlot } from '../input-slot.ts';
import {
  type InputPolicy,
  type InputPolicySpec,
  NOT_READY,
  READY_FOR_CLOSE,
  READY_FOR_PROCESS,
  type Readiness,
} from './input-policy.ts';
import { inputPlace } from './tag-index.ts';

/**
 * Aligns inputs of different epochs to a base input: at the first time when every input has a packet, the differences of
 * their timestamps are fixed; from then on the other inputs are shifted by them and synchronised. Until then the base
 * input is processed alone (MediaPipe's TimestampAlignInputStreamHandler).
 *
 * Options: `timestamp_base_tag_index`, the base input, such as `TAG:0` or `:0`.
 */
export class TimestampAlignPolicy implements InputPolicy {
  time: Timestamp = Timestamp.Unset;
  readonly syncSets = 1;
  readonly #queues: readonly InputQueue[];
  readonly #base: number;
  /** What is added to an input's timestamps. */
  readonly #offsets: number[];
  #aligned: boolean;

  /** @throws MillraceError (INVALID_ARGUMENT) when the base names no input. */
  constructor(spec: InputPolicySpec) {
    this.#queues = spec.queues;
    this.#base = inputPlace(spec, 'timestamp_base_tag_index', spec.options['timestamp_base_tag_index'] ?? '');
    this.#offsets = spec.queues.map(() => 0);
    this.#aligned = spec.queues.length === 1;
  }

  readiness(): Readiness {
    return this.#aligned ? this.#alignedReadiness() : this.#firstReadiness();
  }

  #firstReadiness(): Readiness {
    const base = this.#queues[this.#base];
    if (base === undefined) return NOT_READY;
    this.time = base.headOrBound;
    if (this.#queues.every(queue => queue.isDone)) {
      this.time = Timestamp.Done;
      return READY_FOR_CLOSE;
    }
    if (base.size === 0) return NOT_READY;
    if (this.#queues.every(queue => queue.size > 0)) {
      for (const [i, queue] of this.#queues.entries()) this.#offsets[i] = this.time - queue.headOrBound;
      this.#aligned = true;
    }
    return READY_FOR_PROCESS;
  }

  #alignedReadiness(): Readiness {
    let minBound: Timestamp = Timestamp.Done;
    let min: Timestamp = Timestamp.Done;
    for (const [i, queue] of this.#queues.entries()) {
      const t = shift(queue.headOrBound, this.#offsets[i] ?? 0);
      if (queue.size === 0 && t < minBound) minBound = t;
      if (t < min) min = t;
    }
    this.time = min;
    if (min >= Timestamp.OneOverPostStream) {
      this.time = Timestamp.Done;
      return READY_FOR_CLOSE;
    }
    return minBound > min ? READY_FOR_PROCESS : NOT_READY;
  }

  fill(time: Timestamp, slots: readonly InputSlot[]): Timestamp {
    for (const [i, queue] of this.#queues.entries()) {
      const slot = slots[i];
      if (slot === undefined) continue;
      if (!this.#aligned && i !== this.#base) {
        slot.current = null;
        slot.settled = Timestamp.Unset;
        slot.isDone = false;
        continue;
      }
      queue.popAt(shift(time, -(this.#offsets[i] ?? 0)), slot);
      slot.current = slot.current?.at(time) ?? null;
    }
    return time;
  }
}

function shift(t: Timestamp, offset: number): Timestamp {
  return Timestamp.isRange(t) ? Timestamp.add(t, offset) : t;
}
