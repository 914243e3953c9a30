import { copyPlain } from './plain-value.ts';

/** A schema as {@link checkValue} reads it: the keywords of options and of graph files. */
export interface ValueSchema {
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly items?: ValueSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | ValueSchema;
}

/** One keyword that a value does not fulfil. */
export interface ValueFault {
  readonly keyword: 'type' | 'enum' | 'limit' | 'required' | 'additionalProperties';
  /** The keys and indices that lead to the value. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  /** The part of the schema that the value does not fulfil. */
  readonly schema: ValueSchema;
  /** Of `required` and `additionalProperties`: the field. Of `limit`: what must be, such as `must be >= 1`. */
  readonly detail: string;
}

/**
 * Checks a value against a JSON Schema (2020-12), reports every fault and fills in defaults of fields that are missing.
 *
 * Walks the schema instead of generating code from it, because pages with a strict content security policy forbid
 * generated code; so Node and pages run the very same check. It knows the keywords of {@link ValueSchema}; `enum` compares
 * plain values only. Held equal to ajv by a test.
 */
export function checkValue(schema: ValueSchema, value: unknown): readonly ValueFault[] {
  const faults: ValueFault[] = [];
  walk(schema, value, [], faults);
  return faults;
}

function walk(schema: ValueSchema, value: unknown, path: readonly (string | number)[], faults: ValueFault[]): void {
  const report = (keyword: ValueFault['keyword'], detail: string) =>
    faults.push({ keyword, path, value, schema, detail });
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some(type => isOfType(value, type))) report('type', types.join(','));
  if (typeof value === 'number') {
    for (const limit of numberLimits(schema, value)) report('limit', limit);
  }
  if (typeof value === 'string' && schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) {
    report('limit', `must match pattern "${schema.pattern}"`);
  }
  if (schema.enum?.includes(value) === false) report('enum', '');
  if (Array.isArray(value)) {
    if (schema.maxItems !== undefined && value.length > schema.maxItems) {
      report('limit', `must NOT have more than ${schema.maxItems} items`);
    }
    if (schema.minItems !== undefined && value.length < schema.minItems) {
      report('limit', `must NOT have fewer than ${schema.minItems} items`);
    }
    const { items } = schema;
    if (items !== undefined) value.forEach((one, index) => walk(items, one, [...path, index], faults));
  } else if (isObject(value)) walkRecord(schema, value, path, faults);
}

function walkRecord(
  schema: ValueSchema,
  value: Record<string, unknown>,
  path: readonly (string | number)[],
  faults: ValueFault[],
): void {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  for (const [name, one] of Object.entries(properties)) {
    if (one.default !== undefined && value[name] === undefined) value[name] = copyPlain(one.default);
  }
  for (const name of required) {
    if (value[name] === undefined) faults.push({ keyword: 'required', path, value, schema, detail: name });
  }
  if (additionalProperties !== true) {
    for (const [name, one] of Object.entries(value)) {
      if (Object.hasOwn(properties, name)) continue;
      if (additionalProperties !== false) walk(additionalProperties, one, [...path, name], faults);
      else faults.push({ keyword: 'additionalProperties', path, value, schema, detail: name });
    }
  }
  for (const [name, one] of Object.entries(properties)) {
    if (value[name] !== undefined) walk(one, value[name], [...path, name], faults);
  }
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberLimits(schema: ValueSchema, value: number): readonly string[] {
  const { maximum, minimum, exclusiveMaximum, exclusiveMinimum } = schema;
  const limits: string[] = [];
  // Written so that NaN is within no limit.
  if (maximum !== undefined && !(value <= maximum)) limits.push(`must be <= ${maximum}`);
  if (minimum !== undefined && !(value >= minimum)) limits.push(`must be >= ${minimum}`);
  if (exclusiveMaximum !== undefined && !(value < exclusiveMaximum)) limits.push(`must be < ${exclusiveMaximum}`);
  if (exclusiveMinimum !== undefined && !(value > exclusiveMinimum)) limits.push(`must be > ${exclusiveMinimum}`);
  return limits;
}
