import type { InputPolicyName } from '../calculator.ts';
import { objectSchema } from '../options/option.ts';
import type { Registry } from '../registry.ts';
import { toList } from './canonical.ts';
import { policyOptions } from './check-policy-options.ts';
import { fitValue } from './fit-value.ts';
import type { GraphConfig, NodeConfig, OneOrMany } from './graph-config.ts';
import { isRecord, type PlainRecord } from './plain-value.ts';
import { SWITCH_CONTAINER, switchContainerSchema } from './switch-container.ts';

/**
 * A graph read from protocol buffer text format with options of the types that are named for them: for input policies, for
 * switch containers and, with a registry, for calculators. What has another form is left as it is, for the checks.
 */
export function fitGraph(config: GraphConfig, registry: Registry | undefined): GraphConfig {
  if (config.node === undefined) return config;
  return { ...fitHandler(config), node: toList(config.node).map(node => fitNode(node, registry)) };
}

function fitNode(node: NodeConfig, registry: Registry | undefined): NodeConfig {
  const schema = schemaOf(node.calculator, registry);
  if (schema === undefined) return fitHandler(node);
  const fit = (options: PlainRecord): PlainRecord => {
    const fitted = fitValue(schema, options, 'pbtxt') as PlainRecord;
    const contained = fitted['contained_node'] as OneOrMany<NodeConfig> | undefined;
    if (node.calculator !== SWITCH_CONTAINER || contained === undefined) return fitted;
    // Not checked yet: a list may hold anything.
    return { ...fitted, contained_node: toList(contained).map(one => (isRecord(one) ? fitNode(one, registry) : one)) };
  };
  const { options, node_options } = node;
  return {
    ...fitHandler(node),
    ...(options === undefined ? {} : { options: fit(options) }),
    ...(node_options === undefined ? {} : { node_options: toList(node_options).map(fit) }),
  };
}

function schemaOf(calculator: string, registry: Registry | undefined): object | undefined {
  if (calculator === SWITCH_CONTAINER) return switchContainerSchema;
  const shape = registry?.get(calculator)?.options;
  return shape === undefined ? undefined : objectSchema(shape);
}

function fitHandler<T extends GraphConfig | NodeConfig>(config: T): T {
  const handler = config.input_stream_handler;
  const name = handler?.input_stream_handler ?? '';
  if (handler?.options === undefined || !Object.hasOwn(policyOptions, name)) return config;
  const properties = policyOptions[name as InputPolicyName];
  const options = fitValue({ type: 'object', properties }, handler.options, 'pbtxt') as PlainRecord;
  return { ...config, input_stream_handler: { ...handler, options } };
}
