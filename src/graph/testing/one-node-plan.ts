import type { Calculator } from '../calculator.ts';
import type { GraphPlan } from '../config/graph-plan.ts';
import { type JsonSchema, objectSchema } from '../options/option.ts';
import { tinyPlan } from './tiny-plan.ts';

/** The ports of the node, each `TAG:index:name`. */
export interface OneNode {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly sidePackets: readonly string[];
  readonly outputSidePackets: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputPolicy: { readonly name: string; readonly options: Readonly<Record<string, unknown>> } | undefined;
}

/** A graph of one node whose streams are all inputs and outputs of the graph. */
export function oneNodePlan(calculator: Calculator, node: OneNode): GraphPlan {
  return tinyPlan({
    inputs: node.inputs.map(entry => entry.split(':')[2] ?? entry),
    sidePackets: node.sidePackets.map(entry => entry.split(':')[2] ?? entry),
    maxQueueSize: Number.POSITIVE_INFINITY,
    nodes: [
      {
        calculator,
        name: 'node',
        inputs: node.inputs,
        outputs: node.outputs,
        sidePackets: node.sidePackets,
        outputSidePackets: node.outputSidePackets,
        options: withDefaults(objectSchema(calculator.options), node.options),
        ...(node.inputPolicy === undefined
          ? {}
          : { policy: node.inputPolicy.name, policyOptions: node.inputPolicy.options }),
      },
    ],
  });
}

function withDefaults(schema: JsonSchema, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const filled: Record<string, unknown> = { __proto__: null, ...given };
  for (const [name, one] of Object.entries(schema.properties ?? {})) {
    if (filled[name] === undefined && one.default !== undefined) filled[name] = one.default;
  }
  return Object.freeze(filled);
}
