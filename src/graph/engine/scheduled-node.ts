import type { Timestamp } from '../timestamp.ts';
import type { CallBatch } from './call-batch.ts';
import type { CallPool } from './call-pool.ts';
import type { InputPolicy } from './input-policies/input-policy.ts';
import type { NodeBehaviour } from './node-behaviour.ts';
import type { NodeCall } from './node-call.ts';
import type { OrderedResults } from './ordered-results.ts';
import type { OutputStream } from './output-stream.ts';
import type { RunWatch } from './run-watch.ts';

/** A node as those see it who decide which of its calls are due. */
export interface ScheduledNode {
  readonly index: number;
  readonly host: {
    readonly watch: RunWatch | undefined;
    readonly tasks: { addCall(node: ScheduledNode): void };
  };
  readonly state: 'waiting' | 'opening' | 'opened' | 'closing' | 'closed';
  readonly policy: InputPolicy | undefined;
  readonly streams: readonly OutputStream[];
  readonly offset: number | null;
  readonly behaviour: NodeBehaviour;
  readonly pool: CallPool;
  readonly batch: CallBatch;
  /** `null`: calls do not overlap. */
  readonly ordered: OrderedResults | null;
  readonly maxInFlight: number;
  /** Tasks queued or running. */
  inFlight: number;
  /** Puts a filled call, already counted in `inFlight`, in the task queue. */
  enqueue(call: NodeCall): void;
  /** Whether the outputs know already what an input bound says of them. */
  isBoundSent(bound: Timestamp): boolean;
  /** Nothing can be processed below `bound`: so nothing can be sent below it plus the offset. */
  inputBound(bound: Timestamp): void;
  /** The policy refuses a packet, such as a selection out of range. */
  policyFailed(time: Timestamp, error: unknown): void;
  /** The call has ended well: its results go out. */
  deliver(call: NodeCall): void;
}
