import type { JsonSchema } from '../../src/graph/index.ts';
import { UsageError } from './usage-error.ts';

/**
 * Reads the text of a command line as a value of a schema: `true`, `2.5`, `area`, `1,2,3` or `[1,2,3]`, and JSON for
 * objects. Ranges are left to the check of the graph.
 *
 * @param where - what messages call it, such as `--set gate.allow`.
 * @throws UsageError for text that is no such value.
 */
export function parseSetting(where: string, schema: JsonSchema, text: string): unknown {
  const wrong = (kind: string): UsageError => new UsageError(`${where}: ${JSON.stringify(text)} is not ${kind}.`);
  if (schema.enum !== undefined) {
    const found = schema.enum.find(one => String(one) === text);
    if (found === undefined) throw wrong(`one of ${schema.enum.join(', ')}`);
    return found;
  }
  switch (schema.type) {
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true';
      throw wrong('true or false');
    case 'integer':
    case 'number': {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      if (schema.type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value)) return value;
      throw wrong(schema.type === 'integer' ? 'a whole number' : 'a number');
    }
    case 'string':
      return text;
    case 'array': {
      if (text.trimStart().startsWith('[')) return parseJson(text) ?? raise(wrong('a JSON list'));
      const items = schema.items ?? {};
      return text === '' ? [] : text.split(',').map(part => parseSetting(where, items, part.trim()));
    }
    case 'object':
      return parseJson(text) ?? raise(wrong('a JSON object'));
    default:
      return parseJson(text) ?? text;
  }
}

/** The value of a JSON text, `undefined` when it is none (or null). */
export function parseJson(text: string): unknown {
  try {
    return (JSON.parse(text) as unknown) ?? undefined;
  } catch {
    return undefined;
  }
}

function raise(error: Error): never {
  throw error;
}
