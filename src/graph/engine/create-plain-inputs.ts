import { DefaultPolicy } from './input-policies/default-policy.ts';
import type { InputQueue } from './input-queue.ts';
import type { NodeSchedule } from './node-schedule.ts';
import { PlainInputs } from './plain-inputs.ts';
import type { ScheduledNode } from './scheduled-node.ts';
import { WatchedInputs } from './watched-inputs.ts';

/** A node as far as it says whether its inputs are plain. */
interface PlainNode extends ScheduledNode {
  readonly plan: { readonly calculator: { readonly processTimestampBounds: boolean } };
  readonly queues: readonly InputQueue[];
}

/** The inputs of a node that has opened, written out for the plain default policy; `null`: the node goes the general way. */
export function createPlainInputs(node: PlainNode, schedule: NodeSchedule): PlainInputs | null {
  const { queues, calls, policy, plan } = node;
  if (queues.length === 0 || !(policy instanceof DefaultPolicy) || plan.calculator.processTimestampBounds) return null;
  if (calls.ordered !== null || calls.batch.size > 1) return null;
  const { watch } = node.host;
  return watch === undefined
    ? new PlainInputs(node, schedule, queues)
    : new WatchedInputs(node, schedule, queues, watch);
}
