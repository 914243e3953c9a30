import {
  type Option,
  OptionsError,
  type OptionsShape,
  type OptionValues,
  optional,
  record,
} from '../../graph/index.ts';

/** The side packet OPTIONS: options that are known only when the graph starts. */
export const optionsPacket = optional(record, 'Options that take precedence over those of the node');

/**
 * The options of a node with those of its OPTIONS side packet on top. MediaPipe: tool::RetrieveOptions.
 *
 * @throws OptionsError for a name that the calculator does not have, or a value of another type.
 */
export function mergeOptions<S extends OptionsShape>(
  shape: S,
  options: OptionValues<S>,
  packet: Readonly<Record<string, unknown>> | undefined,
  node: string,
): OptionValues<S> {
  if (packet === undefined) return options;
  for (const [name, value] of Object.entries(packet)) {
    const known: Option | undefined = shape[name];
    if (known === undefined) {
      throw new OptionsError(
        `node "${node}": the side packet OPTIONS has the option "${name}", which does not exist. The options: ${Object.keys(shape).join(', ')}.`,
      );
    }
    if (!fits(known, value)) {
      throw new OptionsError(
        `node "${node}": the option ${name} of the side packet OPTIONS is ${JSON.stringify(value)}. Give a ${String(known.schema.type)}.`,
      );
    }
  }
  // Each value has been compared with the schema of its option.
  return Object.freeze({ ...options, ...packet }) as OptionValues<S>;
}

function fits({ schema }: Option, value: unknown): boolean {
  if (schema.enum !== undefined) return schema.enum.includes(value);
  if (schema.type === 'integer') return Number.isSafeInteger(value);
  return schema.type === undefined || typeof value === schema.type;
}
