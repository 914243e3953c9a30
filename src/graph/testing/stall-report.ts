import type { GraphPlan, PlanNode } from '../config/graph-plan.ts';
import type { GraphDebugView, NodeView } from '../engine/graph-debug-view.ts';
import { Timestamp } from '../timestamp.ts';
import type { PendingCall } from './laws/call-laws.ts';

/** What a run that has come to rest without an end waits for. */
export interface StallReport {
  /** What of the outside is waited for, one line each: calls that have not settled, graph inputs that are open. */
  readonly outside: readonly string[];
  /** Which nodes wait, on which port, for which stream, and up to which time it is known; one line each. */
  readonly waits: readonly string[];
  /** Nodes that could go on and were forgotten: a defect of the engine. */
  readonly forgotten: readonly string[];
}

/** Looks at a run in which nothing is runnable. */
export function stallReport(plan: GraphPlan, view: GraphDebugView, pending: readonly PendingCall[]): StallReport {
  const outside = pending.map(
    ({ node, phase, timestamp }) => `node "${node}": ${phase} at ${Timestamp.format(timestamp)} has not settled`,
  );
  for (const input of plan.inputs) {
    const bound = view.streams[input.slot]?.bound ?? Timestamp.Done;
    if (bound === Timestamp.Done) continue;
    outside.push(`graph input "${input.name}": is open, ${lastKnown(bound)}`);
  }
  const waits: string[] = [];
  const forgotten: string[] = [];
  for (const [i, node] of view.nodes.entries()) {
    const planned = plan.nodes[i];
    if (planned === undefined || node.state === 'closed') continue;
    waits.push(...waitsOf(planned, node));
    if (!pending.some(call => call.node === node.name) && isReady(planned, node)) {
      forgotten.push(`node "${node.name}" has a complete input set and is not called`);
    }
  }
  return { outside, waits, forgotten };
}

function waitsOf(planned: PlanNode, node: NodeView): readonly string[] {
  if (node.state === 'waiting') return [`node "${node.name}": waits for side packets or headers, and is not open`];
  return node.queues.flatMap((queue, i) => {
    const { tag = '', index = i } = planned.inputs[i] ?? {};
    if (queue.size > 0 || queue.bound === Timestamp.Done) return [];
    const others = node.queues.reduce((sum, other) => sum + other.size, 0);
    const held = others === 0 ? '' : `, and ${others} packets wait on its other inputs`;
    return [
      `node "${node.name}", input ${tag}:${index}: waits for stream "${queue.stream}", ${lastKnown(queue.bound)}${held}`,
    ];
  });
}

function lastKnown(bound: Timestamp): string {
  if (bound <= Timestamp.Min) return 'of which nothing is known';
  return `known up to ${Timestamp.format(Timestamp.previous(bound))}`;
}

/** By the default policy, the one whose rule is short enough to be written down twice. */
function isReady(planned: PlanNode, node: NodeView): boolean {
  if (node.state !== 'opened' || node.queues.length === 0) return false;
  if (planned.inputPolicy.name !== 'DefaultInputStreamHandler') return false;
  let head: Timestamp = Timestamp.Done;
  let bound: Timestamp = Timestamp.Done;
  for (const queue of node.queues) {
    const [first] = queue.timestamps;
    if (first === undefined) bound = Math.min(bound, queue.bound);
    else head = Math.min(head, first);
  }
  return bound > head || Math.min(head, bound) >= Timestamp.OneOverPostStream;
}
