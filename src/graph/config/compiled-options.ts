import { type OptionsShape, objectSchema } from '../options/option.ts';
import type { ValueFault, ValueSchema } from './check-value.ts';
import { describeFaults } from './describe-faults.ts';
import { provideOptionsValidator } from './options-validator.ts';

/** Where something is wrong, as JSON pointers: to the value, to the keyword in the schema (after `#`), and a field that is missing or unknown. */
export type CompiledFault = readonly [value: string, rule: string, field?: string];

/** A check of options, written by ajv ahead of time: fills in defaults and tells every fault. */
export type CompiledCheck = (value: unknown) => readonly CompiledFault[];

/** The check of one calculator's options, in a compiled graph. */
export interface CompiledOptions {
  /** {@link optionsFingerprint} of the options that it was made from. */
  readonly made: string;
  readonly check: CompiledCheck;
}

/** Tells options apart: equal for equal schemas. */
export function optionsFingerprint(shape: OptionsShape): string {
  const text = JSON.stringify(objectSchema(shape));
  // FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${text.length}-${(hash >>> 0).toString(16)}`;
}

/**
 * Has a compiled check used for a calculator's options, those in side packets included. One that was made from other options,
 * by another version of the package, is not.
 *
 * @returns whether it is used.
 */
export function useCompiledOptions(shape: OptionsShape, { made, check }: CompiledOptions): boolean {
  if (made !== optionsFingerprint(shape)) return false;
  const schema: ValueSchema = objectSchema(shape);
  provideOptionsValidator(shape, value =>
    describeFaults(
      check(value).map(fault => toValueFault(fault, schema, value)),
      'option',
    ),
  );
  return true;
}

/** What ajv has found as the walk over a schema reports it. */
function toValueFault([place, rule, field]: CompiledFault, root: ValueSchema, whole: unknown): ValueFault {
  let value = whole;
  const path = steps(place).map(step => {
    const key = Array.isArray(value) ? Number(step) : step;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
    return key;
  });
  const way = steps(decodeURIComponent(rule));
  const keyword = way.at(-1);
  // Up to the keyword: the schema that has it.
  const schema = way
    .slice(0, -1)
    .reduce<unknown>((part, step) => (part as Readonly<Record<string, unknown>>)[step], root) as ValueSchema;
  const found = (kind: ValueFault['keyword'], detail: string): ValueFault => ({
    ...{ keyword: kind, path, value, schema, detail },
  });
  switch (keyword) {
    case 'type':
    case 'finite':
      return found('type', [schema.type].flat().join());
    case 'enum':
      return found('enum', '');
    case 'required':
    case 'additionalProperties':
      return found(keyword, field ?? '');
    case 'pattern':
      return found('limit', `must match pattern "${schema.pattern}"`);
    case 'minItems':
      return found('limit', `must NOT have fewer than ${schema.minItems} items`);
    case 'maxItems':
      return found('limit', `must NOT have more than ${schema.maxItems} items`);
    case 'minimum':
      return found('limit', `must be >= ${schema.minimum}`);
    case 'maximum':
      return found('limit', `must be <= ${schema.maximum}`);
    case 'exclusiveMinimum':
      return found('limit', `must be > ${schema.exclusiveMinimum}`);
    default:
      return found('limit', `must be < ${schema.exclusiveMaximum}`);
  }
}

/** The steps of a JSON pointer. */
function steps(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
