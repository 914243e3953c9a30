import type { GraphPlan } from '../config/graph-plan.ts';
import { defineService, type Service } from '../service.ts';
import type { NodeRuntime } from './node-runtime.ts';

/** The state of a whole graph, as a calculator that writes checkpoints sees it. */
export interface GraphState {
  /** What is running: a state fits the same plan only. */
  readonly plan: GraphPlan;
  /**
   * The state of every node that has one, by name: a consistent cut, to be given to `start` as `state`. To be called in
   * `atRest`. When a packet waits in a queue for its partners there is no consistent cut: then the name of its stream.
   */
  save(): { readonly state: Readonly<Record<string, unknown>> } | { readonly waitingIn: string };
}

/** The state of the running graph. The engine gives it. */
export const graphStateService: Service<GraphState> = defineService<GraphState>({
  key: 'graph_state',
  description: 'The state of all nodes of the running graph, for checkpoints',
});

/** The state of one run. */
export function graphStateOf(plan: GraphPlan, nodes: readonly NodeRuntime[]): GraphState {
  return {
    plan,
    save() {
      for (const node of nodes) {
        const waiting = node.queues.find(queue => queue.size > 0);
        if (waiting !== undefined) return { waitingIn: waiting.stream };
      }
      const states = nodes.map(node => [node.nodeName, node.behaviour.saveState()] as const);
      return { state: Object.fromEntries(states.filter(([, state]) => state !== undefined)) };
    },
  };
}
