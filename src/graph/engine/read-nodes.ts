import type { NodeView } from './graph-debug-view.ts';
import type { NodeStats } from './graph-stats.ts';
import type { NodeRuntime } from './node-runtime.ts';
import type { Throttle } from './throttle.ts';

/** A reading of a node's counters. */
export function readNodeStats(node: NodeRuntime, throttle: Throttle): NodeStats {
  return {
    name: node.nodeName,
    calculator: node.plan.calculator.name,
    state: node.state,
    calls: node.behaviour.calls,
    running: node.inFlight,
    throttled: node.isSource && throttle.isSourceThrottled(node.index),
    inputs: node.queues.map(({ stream, added, dropped, size, maxSize, bound }) => ({
      stream,
      added,
      dropped,
      queued: size,
      maxQueueSize: maxSize,
      bound,
    })),
  };
}

/** A node as laws see it. */
export function readNodeView(node: NodeRuntime): NodeView {
  const { needsClose, opens, calls, closes } = node.behaviour;
  return {
    name: node.nodeName,
    state: node.state,
    needsClose,
    opens,
    calls,
    closes,
    queues: node.queues.map(queue => queue.view()),
  };
}
