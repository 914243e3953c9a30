import { MillraceError } from '../../errors.ts';
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
 * The last input (in internal order) carries the index of the data input to wait for; the other data inputs are neither
 * waited for nor kept (MediaPipe's MuxInputStreamHandler).
 *
 * Ready when the control input has a packet and the chosen data input has one at that time, or is settled past it.
 */
export class MuxPolicy implements InputPolicy {
  time: Timestamp = Timestamp.Unset;
  readonly syncSets = 1;
  readonly #data: readonly InputQueue[];
  readonly #control: InputQueue | undefined;
  readonly #node: string;
  #chosen = 0;

  constructor(spec: InputPolicySpec) {
    this.#data = spec.queues.slice(0, -1);
    this.#control = spec.queues[spec.queues.length - 1];
    this.#node = spec.node;
  }

  /** @throws MillraceError (INVALID_ARGUMENT) when the control packet names no data input. */
  readiness(): Readiness {
    const control = this.#control;
    if (control === undefined) return NOT_READY;
    this.time = control.headOrBound;
    this.#dropBefore(this.time);
    const packet = control.head;
    if (packet === undefined) return this.time === Timestamp.Done ? READY_FOR_CLOSE : NOT_READY;
    const chosen = packet.value;
    const data = typeof chosen === 'number' ? this.#data[chosen] : undefined;
    if (data === undefined || typeof chosen !== 'number') {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `node "${this.#node}": the control stream "${control.stream}" selects input ${String(chosen)}. Select 0 to ${this.#data.length - 1}.`,
      );
    }
    this.#chosen = chosen;
    return data.size === 0 && data.bound <= this.time ? NOT_READY : READY_FOR_PROCESS;
  }

  fill(time: Timestamp, slots: readonly InputSlot[]): Timestamp {
    for (const slot of slots) {
      slot.current = null;
      slot.settled = Timestamp.Unset;
    }
    const control = slots[this.#data.length];
    const data = slots[this.#chosen];
    if (control !== undefined) this.#control?.popAt(time, control);
    if (data !== undefined) this.#data[this.#chosen]?.popAt(time, data);
    this.#dropBefore(Timestamp.next(time));
    return time;
  }

  #dropBefore(time: Timestamp): void {
    for (const queue of this.#data) queue.dropBefore(time);
  }
}
