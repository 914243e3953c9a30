import type { Calculator } from '../calculator.ts';
import { planGraph } from '../config/check-graph.ts';
import type { GraphPlan } from '../config/graph-plan.ts';
import { createRegistry } from '../registry.ts';

/** The ports of the node, each `TAG:index:name`. */
export interface OneNode {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly sidePackets: readonly string[];
  readonly outputSidePackets: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputPolicy: { readonly name: string; readonly options: Readonly<Record<string, unknown>> } | undefined;
}

/**
 * A graph of one node whose streams are all inputs and outputs of the graph, checked like any other.
 *
 * @throws GraphConfigError when the calculator's contract forbids the node.
 */
export function oneNodePlan(calculator: Calculator, node: OneNode): GraphPlan {
  const names = (entries: readonly string[]): readonly string[] =>
    entries.map(entry => entry.slice(entry.lastIndexOf(':') + 1));
  return planGraph(
    {
      input_stream: names(node.inputs),
      output_stream: names(node.outputs),
      input_side_packet: names(node.sidePackets),
      max_queue_size: -1,
      node: [
        {
          calculator: calculator.name,
          name: 'node',
          input_stream: node.inputs.map(withoutEmptyTag),
          output_stream: node.outputs.map(withoutEmptyTag),
          input_side_packet: node.sidePackets.map(withoutEmptyTag),
          output_side_packet: node.outputSidePackets.map(withoutEmptyTag),
          options: node.options,
          ...(node.inputPolicy === undefined
            ? {}
            : {
                input_stream_handler: {
                  input_stream_handler: node.inputPolicy.name,
                  options: node.inputPolicy.options,
                },
              }),
        },
      ],
    },
    { registry: createRegistry([calculator]) },
  );
}

/** `:0:name` -> `name`: untagged ports are counted in the order they stand. */
const withoutEmptyTag = (entry: string): string =>
  entry.startsWith(':') ? entry.slice(entry.lastIndexOf(':') + 1) : entry;
