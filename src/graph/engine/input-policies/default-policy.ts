import type { Timestamp } from '../../timestamp.ts';
import type { InputSlot } from '../input-slot.ts';
import type { InputPolicy, InputPolicySpec, Readiness } from './input-policy.ts';
import { SyncSet } from './sync-set.ts';

/** All inputs are synchronised by timestamp (MediaPipe's DefaultInputStreamHandler). */
export class DefaultPolicy implements InputPolicy {
  readonly syncSets = 1;
  private readonly set: SyncSet;

  constructor(spec: InputPolicySpec) {
    this.set = new SyncSet(
      spec.queues,
      spec.queues.map((_, i) => i),
      spec.processTimestampBounds,
    );
  }

  get time(): Timestamp {
    return this.set.time;
  }

  readiness(): Readiness {
    return this.set.readiness();
  }

  fill(time: Timestamp, slots: readonly InputSlot[]): Timestamp {
    this.set.fill(time, slots);
    return time;
  }
}
