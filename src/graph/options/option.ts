/** The part of JSON Schema (2020-12) that options are written in. Plain data: goes as it is into the editor schema. */
export interface JsonSchema {
  readonly type?: 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
}

declare const optionType: unique symbol;

/** One option of a calculator: its JSON Schema, and `T`, what the calculator reads (`undefined` in it when it may be absent). */
export interface Option<T = unknown> {
  readonly schema: JsonSchema;
  /** Whether a graph must give it. */
  readonly required: boolean;
  /** Type only: never present at run time. */
  readonly [optionType]?: T;
}

/** The named options of a calculator. */
export type OptionsShape = Readonly<Record<string, Option>>;

/** What a calculator reads as `ctx.options`: every option with its default filled in. */
export type OptionValues<S extends OptionsShape> = {
  readonly [K in keyof S]: S[K] extends Option<infer T> ? T : never;
};

interface Common<T> {
  /** What it does, with its unit. Shown in the editor and the reference. */
  readonly description: string;
  /** The value when a graph leaves it out. The only place defaults live. */
  readonly default?: T;
  /** True: a graph must give it. */
  readonly required?: true;
}

type Read<T, A> = A extends { readonly default: T } | { readonly required: true } ? T : T | undefined;

function make<T>(type: JsonSchema, spec: Common<unknown>): Option<T> {
  const { required, ...rest } = spec;
  return Object.freeze({ schema: Object.freeze({ ...type, ...rest }), required: required === true });
}

interface NumberSpec extends Common<number> {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/**
 * The builders of calculator options. Each makes JSON Schema and knows its TypeScript type; without `default` or
 * `required: true` the value may be `undefined`.
 *
 * @example
 * options: {
 *   max_in_flight: option.integer({ description: 'Packets in work at once', default: 1, minimum: 1 }),
 *   filter: option.choice(['area', 'bilinear'], { description: 'How pixels are averaged', default: 'area' }),
 * }
 */
export const option = {
  /** True or false. */
  boolean: <const A extends Common<boolean>>(spec: A): Option<Read<boolean, A>> => make({ type: 'boolean' }, spec),
  /** A safe integer. */
  integer: <const A extends NumberSpec>(spec: A): Option<Read<number, A>> => make({ type: 'integer' }, spec),
  /** A number. */
  number: <const A extends NumberSpec>(spec: A): Option<Read<number, A>> => make({ type: 'number' }, spec),
  /** A string. */
  string: <const A extends Common<string> & { readonly pattern?: string }>(spec: A): Option<Read<string, A>> =>
    make({ type: 'string' }, spec),
  /** One of the given strings. */
  choice: <const V extends readonly string[], const A extends Common<V[number]>>(
    values: V,
    spec: A,
  ): Option<Read<V[number], A>> => make({ type: 'string', enum: values }, spec),
  /** A list of values of one kind. A graph may give a single value in place of a list of one. */
  list: <
    T,
    const A extends Common<readonly Exclude<T, undefined>[]> & {
      readonly minItems?: number;
      readonly maxItems?: number;
    },
  >(
    item: Option<T>,
    spec: A,
  ): Option<Read<readonly Exclude<T, undefined>[], A>> => make({ type: 'array', items: item.schema }, spec),
  /** Named fields; unknown ones are an error. */
  object: <S extends OptionsShape, const A extends Common<OptionValues<S>>>(
    fields: S,
    spec: A,
  ): Option<Read<OptionValues<S>, A>> => make(objectSchema(fields), spec),
  /** Any JSON value, for options whose form only the calculator knows. Prefer a precise builder. */
  json: <const A extends Common<unknown>>(spec: A): Option => make({}, spec),
};

/** The object schema of a calculator's options. */
export function objectSchema(shape: OptionsShape): JsonSchema {
  const required = Object.keys(shape).filter(name => shape[name]?.required === true);
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(shape).map(([name, one]) => [name, one.schema])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}
