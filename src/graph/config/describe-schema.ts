import type { ConfigSchema } from './config-schema.ts';
import type { FieldDescription } from './field-descriptions.ts';

/** A schema with what is said of its fields; what is said of a list is said of its items too. */
export function describeSchema(schema: ConfigSchema, description: FieldDescription): ConfigSchema {
  const { items, properties } = schema as { readonly items?: ConfigSchema; readonly properties?: Fields };
  const { '': own, ...fields } = typeof description === 'string' ? { '': description } : description;
  return {
    ...schema,
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [name, describeSchema(field, fields[name] ?? {})]),
      ),
    }),
    ...(items !== undefined && { items: describeSchema(items, description) }),
    ...(own !== undefined && { description: own }),
  };
}

type Fields = Readonly<Record<string, ConfigSchema>>;
