import type { GraphPlan, PlanNode } from '../config/graph-plan.ts';
import { createInputPolicy } from './input-policies/create-input-policy.ts';
import { InputQueue } from './input-queue.ts';
import type { NodeHost } from './node-host.ts';
import { NodeRuntime } from './node-runtime.ts';
import { OutputStream } from './output-stream.ts';
import type { Throttle } from './throttle.ts';

/** What {@link connectNodes} connects the nodes with. */
export interface NodeWiring {
  readonly plan: GraphPlan;
  readonly host: NodeHost<NodeRuntime>;
  readonly throttle: Throttle;
  /** Queue bounds of graph inputs that differ from the plan's. */
  readonly inputQueueSizes: ReadonlyMap<number, number>;
}

/** Makes the streams and nodes of a run, by their places in the plan, and connects them by queues. */
export function connectNodes(wiring: NodeWiring): {
  readonly nodes: readonly NodeRuntime[];
  readonly streams: readonly OutputStream[];
} {
  const { plan } = wiring;
  const streams = plan.streams.map((stream, slot) => new OutputStream(stream.name, slot, stream.type));
  const nodes = plan.nodes.map(node => createNode(node, streams, wiring));
  for (const [slot, stream] of plan.streams.entries()) {
    for (const consumer of stream.consumers) {
      const queue = nodes[consumer.node]?.queues[consumer.input];
      if (queue !== undefined) streams[slot]?.attach(queue);
    }
  }
  return { nodes, streams };
}

function createNode(plan: PlanNode, streams: readonly OutputStream[], wiring: NodeWiring): NodeRuntime {
  const node = new NodeRuntime(plan, wiring.host);
  node.queues = createQueues(node, wiring);
  node.streams = plan.outputs.map(output => {
    const stream = streams[output.stream];
    if (stream === undefined) throw new RangeError(`node "${plan.name}": the plan has no stream ${output.stream}.`);
    return stream;
  });
  if (node.queues.length > 0) {
    node.policy = createInputPolicy(plan.inputPolicy.name, {
      node: plan.name,
      queues: node.queues,
      ports: plan.inputs,
      options: plan.inputPolicy.options,
      processTimestampBounds: plan.calculator.processTimestampBounds,
    });
  }
  return node;
}

function createQueues(node: NodeRuntime, { plan, throttle, inputQueueSizes }: NodeWiring): InputQueue[] {
  return node.plan.inputs.map(input => {
    const stream = plan.streams[input.stream];
    const graphInput = plan.inputs.findIndex(one => one.slot === input.stream);
    const sameType = stream === undefined || stream.type.name === input.type.name || input.type.name === 'any';
    return new InputQueue(
      {
        stream: stream?.name ?? '',
        streamSlot: input.stream,
        reader: `node "${node.nodeName}"`,
        type: sameType ? null : input.type,
        backEdge: input.backEdge,
        maxSize: inputQueueSizes.get(graphInput) ?? plan.maxQueueSize,
      },
      node,
      throttle,
    );
  });
}
