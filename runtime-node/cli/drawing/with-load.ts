import type { DropCause, GraphPlan } from '../../../src/graph/index.ts';
import type { Drawing, EdgeLoad, NodeLoad } from './drawing.ts';
import type { RunStats } from './read-run-stats.ts';

/**
 * A drawing with what its parts did in a run. Parts are found by their names: nodes that the run had besides, such as those
 * that decode and encode around the graph, count in the shares of time and are not drawn.
 *
 * @returns also how many nodes of the drawing the run did not have: all of them when it was the run of another graph.
 */
export function withLoad(
  drawing: Drawing,
  plan: GraphPlan,
  { nodes }: RunStats,
): { readonly drawing: Drawing; readonly unknown: number } {
  const byName = new Map(nodes.map(node => [node.name, node]));
  const total = nodes.reduce((sum, { time }) => sum + (time?.process.total ?? 0), 0);
  const loadOf = (name: string): NodeLoad | undefined => {
    const node = byName.get(name);
    if (node?.time === undefined) return undefined;
    const { count, total: own, p50, p95, p99 } = node.time.process;
    const lost = (why: DropCause): number =>
      node.drops.reduce((sum, { cause, packets }) => sum + (cause === why ? packets : 0), 0);
    const [dropped, filtered] = [lost('overload'), lost('choice')];
    return { calls: count, total: own, share: total > 0 ? own / total : 0, p50, p95, p99, dropped, filtered };
  };
  const names = new Map(plan.nodes.map(node => [`n${node.index}`, node.name]));
  const queueOf = (to: string, stream: string): EdgeLoad | undefined => {
    const input = byName.get(names.get(to) ?? '')?.inputs.find(one => one.stream === stream);
    if (input === undefined) return undefined;
    const { added, peak, dropped, maxQueueSize } = input;
    const limit = Number.isFinite(maxQueueSize) && maxQueueSize > 0 ? maxQueueSize : undefined;
    return { packets: added, peak, limit, dropped };
  };
  const drawn = {
    ...drawing,
    nodes: drawing.nodes.map(node => {
      const load = node.kind === 'node' ? loadOf(node.name) : undefined;
      return load === undefined ? node : { ...node, load };
    }),
    edges: drawing.edges.map(edge => {
      const load = edge.kind === 'side' ? undefined : queueOf(edge.to, edge.name);
      return load === undefined ? edge : { ...edge, load };
    }),
  };
  const unknown = drawn.nodes.filter(node => node.kind === 'node' && !('load' in node)).length;
  return { drawing: drawn, unknown };
}
