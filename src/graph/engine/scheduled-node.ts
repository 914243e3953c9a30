import type { Timestamp } from '../timestamp.ts';
import type { CallPool } from './call-pool.ts';
import type { InputPolicy } from './input-policies/input-policy.ts';
import type { NodeBehaviour } from './node-behaviour.ts';
import type { NodeBounds } from './node-bounds.ts';
import type { NodeCall } from './node-call.ts';
import type { NodeCalls } from './node-calls.ts';
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
  readonly calls: NodeCalls;
  readonly maxInFlight: number;
  /** Tasks queued or running. */
  inFlight: number;
  /** Puts a filled call, already counted in `inFlight`, in the task queue. */
  enqueue(call: NodeCall): void;
  readonly bounds: NodeBounds;
  /** Nothing can be processed below `bound`: so nothing can be sent below it plus the offset. */
  inputBound(bound: Timestamp): void;
  /** The policy refuses a packet, such as a selection out of range. */
  policyFailed(time: Timestamp, error: unknown): void;
}
