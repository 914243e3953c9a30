import { Timestamp } from '../../timestamp.ts';
import type { InputQueue } from '../input-queue.ts';
import type { InputSlot } from '../input-slot.ts';
import { DefaultPolicy } from './default-policy.ts';
import { type InputPolicy, type InputPolicySpec, READY_FOR_CLOSE, type Readiness } from './input-policy.ts';

/**
 * Like the default, but the node closes as soon as any input is done, though others still have packets (MediaPipe's
 * EarlyCloseInputStreamHandler).
 */
export class EarlyClosePolicy implements InputPolicy {
  time: Timestamp = Timestamp.Unset;
  readonly syncSets = 1;
  readonly #queues: readonly InputQueue[];
  readonly #default: DefaultPolicy;

  constructor(spec: InputPolicySpec) {
    this.#queues = spec.queues;
    this.#default = new DefaultPolicy(spec);
  }

  readiness(): Readiness {
    if (this.#queues.some(queue => queue.isDone)) {
      this.time = Timestamp.Done;
      return READY_FOR_CLOSE;
    }
    const readiness = this.#default.readiness();
    this.time = this.#default.time;
    return readiness;
  }

  fill(time: Timestamp, slots: readonly InputSlot[]): Timestamp {
    return this.#default.fill(time, slots);
  }
}
