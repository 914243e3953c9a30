import { type Calculator, type JsonSchema, type PortsShape } from '../../src/graph/index.ts';

/** A calculator's contract as plain data: what `describe --json` prints. */
export interface CalculatorDescription {
  readonly name: string;
  readonly summary: string;
  readonly inputs: readonly PortDescription[];
  readonly outputs: readonly PortDescription[];
  readonly sidePackets: readonly PortDescription[];
  readonly outputSidePackets: readonly PortDescription[];
  readonly options: readonly OptionDescription[];
  readonly services: readonly { readonly key: string; readonly optional: boolean; readonly description: string }[];
  readonly inputPolicy: string;
  readonly example: string | undefined;
}

/** One tag of a contract. */
export interface PortDescription {
  readonly tag: string;
  readonly type: string;
  readonly arity: 'required' | 'optional' | 'repeated';
  readonly description: string;
}

/** One option of a contract. */
export interface OptionDescription {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/** Describes a calculator. */
export function describeCalculator(calculator: Calculator): CalculatorDescription {
  return {
    name: calculator.name,
    summary: calculator.summary,
    inputs: ports(calculator.inputs),
    outputs: ports(calculator.outputs),
    sidePackets: ports(calculator.sidePackets),
    outputSidePackets: ports(calculator.outputSidePackets),
    options: Object.entries(calculator.options).map(([name, one]) => ({
      name,
      required: one.required,
      schema: one.schema,
    })),
    services: Object.values(calculator.services).map(entry => {
      const { service, optional } = 'service' in entry ? entry : { service: entry, optional: false };
      return { key: service.key, optional, description: service.description };
    }),
    inputPolicy:
      typeof calculator.inputPolicy === 'function'
        ? 'depends on what is connected'
        : (calculator.inputPolicy ?? 'DefaultInputStreamHandler'),
    example: calculator.example?.trim(),
  };
}

function ports(shape: PortsShape): readonly PortDescription[] {
  return Object.entries(shape).map(([tag, port]) => ({
    tag,
    type: port.type.name,
    arity: port.arity,
    description: port.description,
  }));
}

/** The widest column of names and types, in characters. */
const WIDE = 36;

/** A description for people. */
export function formatDescription(description: CalculatorDescription): string {
  const lines = [
    description.name,
    '',
    ...description.summary
      .trim()
      .split('\n')
      .map(line => `  ${line.trim()}`),
  ];
  const section = (title: string, rows: readonly (readonly [string, string])[]): void => {
    if (rows.length === 0) return;
    const width = Math.min(WIDE, Math.max(...rows.map(([left]) => left.length)));
    lines.push('', `${title}:`);
    for (const [left, right] of rows) {
      // A long type gets a line of its own.
      if (left.length > width) lines.push(`  ${left}`, `  ${' '.repeat(width)}  ${right}`);
      else lines.push(`  ${left.padEnd(width)}  ${right}`);
    }
  };
  const portRows = (list: readonly PortDescription[]): readonly (readonly [string, string])[] =>
    list.map(port => [
      `${port.tag === '' ? '(no tag)' : port.tag}: ${port.type}`,
      `${port.description}${port.arity === 'required' ? '' : ` (${port.arity})`}`,
    ]);
  section('Input streams', portRows(description.inputs));
  section('Output streams', portRows(description.outputs));
  section('Input side packets', portRows(description.sidePackets));
  section('Output side packets', portRows(description.outputSidePackets));
  section(
    'Options',
    description.options.map(one => [
      `${one.name}: ${schemaType(one.schema)}`,
      `${one.schema.description ?? ''}${bounds(one)}`,
    ]),
  );
  section(
    'Services',
    description.services.map(one => [one.key, `${one.description}${one.optional ? ' (optional)' : ''}`]),
  );
  lines.push('', `Input policy: ${description.inputPolicy}`);
  if (description.example !== undefined)
    lines.push('', 'Example:', ...description.example.split('\n').map(line => `  ${line}`));
  return lines.join('\n');
}

function schemaType(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.join('|');
  if (schema.type === 'array') return `list of ${schema.items === undefined ? 'any' : schemaType(schema.items)}`;
  if (schema.properties !== undefined) return `{${Object.keys(schema.properties).join(', ')}}`;
  return schema.type ?? 'any';
}

function bounds(option: OptionDescription): string {
  const { schema } = option;
  const parts = [
    option.required ? 'required' : undefined,
    schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`,
    schema.minimum === undefined ? undefined : `at least ${schema.minimum}`,
    schema.exclusiveMinimum === undefined ? undefined : `above ${schema.exclusiveMinimum}`,
    schema.maximum === undefined ? undefined : `at most ${schema.maximum}`,
    schema.exclusiveMaximum === undefined ? undefined : `below ${schema.exclusiveMaximum}`,
  ].filter(part => part !== undefined);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
