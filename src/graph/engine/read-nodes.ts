import type { DurationHistogram } from './duration-histogram.ts';
import type { NodeView } from './graph-debug-view.ts';
import type { DropStats, DurationStats, NodeStats } from './graph-stats.ts';
import type { NodeRuntime } from './node-runtime.ts';
import type { RunWatch } from './run-watch.ts';
import type { Throttle } from './throttle.ts';

/** A reading of a node's counters. */
export function readNodeStats(
  node: NodeRuntime,
  run: { readonly throttle: Throttle; readonly watch: RunWatch | undefined },
): NodeStats {
  const profile = run.watch?.profiles[node.index];
  return {
    name: node.nodeName,
    calculator: node.plan.calculator.name,
    state: node.state,
    calls: node.callCount,
    running: node.running,
    throttled: node.isSource && run.throttle.isSourceThrottled(node.index),
    inputs: node.queues.map(({ stream, added, dropped, size, peak, maxSize, bound }) => ({
      stream,
      added,
      dropped,
      queued: size,
      peak,
      maxQueueSize: maxSize,
      bound,
    })),
    drops: readDrops(node),
    ...(profile === undefined
      ? {}
      : {
          time: {
            open: readDurations(profile.open),
            process: readDurations(profile.process),
            close: readDurations(profile.close),
          },
        }),
  };
}

/** The policy that cuts queues because they have grown. What others remove is what their node does not ask for. */
const LOSSY_POLICY = 'FixedSizeInputStreamHandler';

function readDrops(node: NodeRuntime): readonly DropStats[] {
  const atClose = node.queues.reduce((sum, queue) => sum + queue.droppedAtClose, 0);
  const inQueues = node.queues.reduce((sum, queue) => sum + queue.dropped, 0);
  const policy = node.plan.inputPolicy.name;
  const drops: readonly DropStats[] = [
    ...(['overload', 'choice'] as const).flatMap(cause =>
      [...node.callHost.drops[cause]].map(([reason, packets]) => ({ reason, cause, packets })),
    ),
    { reason: policy, cause: policy === LOSSY_POLICY ? 'overload' : 'choice', packets: inQueues - atClose },
    { reason: 'closed', cause: 'choice', packets: atClose },
  ];
  return drops.filter(({ packets }) => packets > 0);
}

function readDurations(histogram: DurationHistogram): DurationStats {
  const { count, total, longest } = histogram;
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map(q => histogram.quantile(q));
  return { count, total, longest, p50: p50 ?? 0, p95: p95 ?? 0, p99: p99 ?? 0 };
}

/** A node as laws see it. */
export function readNodeView(node: NodeRuntime): NodeView {
  const { needsClose, opens, closes } = node.behaviour;
  return {
    name: node.nodeName,
    state: node.state,
    needsClose,
    opens,
    calls: node.callCount,
    closes,
    queues: node.queues.map(queue => queue.view()),
  };
}
