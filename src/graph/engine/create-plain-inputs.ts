import { DefaultPolicy } from './input-policies/default-policy.ts';
import type { InputQueue } from './input-queue.ts';
import { MappedInput } from './mapped-input.ts';
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
  if (watch !== undefined) return new WatchedInputs(node, schedule, queues, watch);
  const maps = node.behaviour.isMap && node.offset === 0;
  return maps ? new MappedInput(node, schedule, queues) : new PlainInputs(node, schedule, queues);
}
