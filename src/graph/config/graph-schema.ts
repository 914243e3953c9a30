import type { Calculator } from '../calculator.ts';
import { objectSchema } from '../options/option.ts';
import type { PortsShape } from '../port.ts';
import type { Registry } from '../registry.ts';
import { type ConfigSchema, configSchema, nodeSchema } from './config-schema.ts';
import { describeSchema } from './describe-schema.ts';
import { graphDescriptions, nodeDescriptions } from './field-descriptions.ts';

/**
 * The JSON Schema (2020-12) of graph files whose nodes are the calculators of a registry: for editors, which then
 * complete and explain names, tags and options. A node may also name another graph, so an unknown calculator is no
 * error of the schema.
 */
export function graphSchema(registry: Registry): ConfigSchema {
  const calculators = registry.names().flatMap(name => registry.get(name) ?? []);
  const described = describeSchema(nodeSchema, nodeDescriptions);
  const properties = described['properties'] as Readonly<Record<string, ConfigSchema>>;
  const node: ConfigSchema = {
    ...described,
    properties: {
      ...properties,
      calculator: {
        description: properties['calculator']?.['description'],
        anyOf: [
          ...calculators.map(one => ({
            const: one.name,
            description: one.summary,
            markdownDescription: reference(one),
          })),
          { type: 'string', description: 'The type of another graph' },
        ],
      },
    },
    allOf: calculators.map(one => ({
      if: { properties: { calculator: { const: one.name } }, required: ['calculator'] },
      // A keyword of JSON Schema, not a promise.
      then: { properties: { options: objectSchema(one.options) } },
    })),
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Millrace graph',
    ...describeSchema(configSchema(node), graphDescriptions),
  };
}

function reference(calculator: Calculator): string {
  const parts = [
    calculator.summary,
    list('Inputs', calculator.inputs),
    list('Outputs', calculator.outputs),
    list('Side packets', calculator.sidePackets),
    list('Output side packets', calculator.outputSidePackets),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

function list(title: string, shape: PortsShape): string {
  const lines = Object.entries(shape).map(
    ([tag, port]) => `- \`${tag === '' ? '(untagged)' : tag}\` ${port.type.name}, ${port.arity}: ${port.description}`,
  );
  return lines.length === 0 ? '' : `${title}:\n${lines.join('\n')}`;
}
