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

/**
 * Takes the first packet of every input, whatever their timestamps, as soon as each has one. The input timestamp is the
 * smallest of theirs; timestamps need not increase. Closes with the first input that is done (MediaPipe's
 * BarrierInputStreamHandler).
 */
export class BarrierPolicy implements InputPolicy {
  time: Timestamp = Timestamp.Unset;
  readonly syncSets = 1;
  readonly #queues: readonly InputQueue[];

  constructor(spec: InputPolicySpec) {
    this.#queues = spec.queues;
    for (const queue of spec.queues) queue.timed = false;
  }

  readiness(): Readiness {
    let min: Timestamp = Timestamp.Done;
    let allHave = true;
    for (const queue of this.#queues) {
      if (queue.isDone) {
        this.time = Timestamp.Done;
        return READY_FOR_CLOSE;
      }
      if (queue.size === 0) allHave = false;
      if (queue.headOrBound < min) min = queue.headOrBound;
    }
    this.time = min;
    return allHave ? READY_FOR_PROCESS : NOT_READY;
  }

  fill(time: Timestamp, slots: readonly InputSlot[]): Timestamp {
    for (const [i, queue] of this.#queues.entries()) {
      const slot = slots[i];
      if (slot === undefined) continue;
      slot.current = queue.popHead() ?? null;
      slot.isDone = queue.isDone;
    }
    return time;
  }
}
