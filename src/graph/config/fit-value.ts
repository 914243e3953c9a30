import type { ValueSchema } from './check-value.ts';
import type { GraphFormat } from './graph-source.ts';
import { isRecord, plainRecord } from './plain-value.ts';

/**
 * A value in the form that its schema names, where a file may write it in another: a single value stands for a list of
 * one, a field without a value is as good as none, and in protocol buffer text format 0 and 1 stand for false and true.
 * What the schema does not know is left as it is, for the checks. The value itself is not changed.
 *
 * Source: https://protobuf.dev/reference/protobuf/textformat-spec/ (bool fields)
 */
export function fitValue(schema: object, value: unknown, format: GraphFormat): unknown {
  // Schemas are data of many shapes; the keywords that are known here are read.
  return fit(schema, value, format);
}

function fit(schema: ValueSchema, value: unknown, format: GraphFormat): unknown {
  if (schema.type === 'array' && value !== undefined && !Array.isArray(value)) return fit(schema, [value], format);
  if (schema.type === 'boolean' && format === 'pbtxt' && (value === 0 || value === 1)) return value === 1;
  const { items, properties } = schema;
  if (Array.isArray(value)) return items === undefined ? value : value.map((one: unknown) => fit(items, one, format));
  if (!isRecord(value) || properties === undefined) return value;
  const fitted: Record<string, unknown> = plainRecord();
  for (const [name, one] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (one !== null || known === undefined) fitted[name] = known === undefined ? one : fit(known, one, format);
  }
  return fitted;
}
