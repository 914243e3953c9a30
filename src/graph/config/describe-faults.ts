import type { ValueFault } from './check-value.ts';
import { joinPath } from './config-path.ts';
import { MAX_ISSUES } from './issue-log.ts';
import { describePlain, quoteText } from './plain-value.ts';
import { didYouMean, listNames, nearest, sentences } from './suggestion.ts';

/** One way in which a value does not fit its schema. */
export interface SchemaFault {
  readonly rule: 'unknown-field' | 'missing-field' | 'wrong-type' | 'out-of-range' | 'unknown-value';
  /** From the checked value on, such as `node[2].name`. */
  readonly path: string;
  /** The last step of the path, as messages name it. */
  readonly field: string;
  readonly message: string;
  readonly hint: string | undefined;
  /** For an unknown field: the one that was probably meant. */
  readonly meant?: string | undefined;
}

/**
 * What people are told of the keywords that a value does not fulfil: each fault once, and no fault that follows from another.
 * What is called in messages is told by `noun`: `field` or `option`.
 */
export function describeFaults(faults: readonly ValueFault[], noun: 'field' | 'option'): readonly SchemaFault[] {
  return faults
    .slice(0, MAX_ISSUES)
    .map(fault => toFault(fault, noun))
    .filter(isOnce)
    .filter(isCause);
}

/** A field that is missing because its name is misspelt is not missing. */
function isCause(fault: SchemaFault, _: number, all: readonly SchemaFault[]): boolean {
  return fault.rule !== 'missing-field' || all.every(one => one.meant !== fault.field);
}

function isOnce(fault: SchemaFault, index: number, all: readonly SchemaFault[]): boolean {
  return all.findIndex(one => one.rule === fault.rule && one.path === fault.path) === index;
}

function toFault({ keyword, path: segments, value, schema, detail }: ValueFault, noun: string): SchemaFault {
  const path = segments.reduce<string>(joinPath, '');
  const field = String(segments.at(-1) ?? '');
  if (keyword === 'additionalProperties') {
    const known = Object.keys(schema.properties ?? {});
    return {
      rule: 'unknown-field',
      path: joinPath(path, detail),
      field: detail,
      meant: nearest(detail, known),
      message: `There is no ${noun} ${quoteText(detail)}.`,
      hint: sentences(didYouMean(detail, known), listNames(noun === 'field' ? 'The fields' : 'The options', known)),
    };
  }
  if (keyword === 'required') {
    return {
      rule: 'missing-field',
      path,
      field: detail,
      message: `The ${noun} "${detail}" is missing.`,
      hint: `Add "${detail}: …".`,
    };
  }
  const owner = segments.findLast(one => typeof one === 'string') ?? '';
  const subject = typeof segments.at(-1) === 'number' ? `An entry of "${owner}"` : `The ${noun} "${field}"`;
  const message = `${subject} is ${describePlain(value)}.`;
  if (keyword === 'type') {
    const types = [schema.type ?? []].flat().map(one => TYPES[one] ?? one);
    // In text format a field that stands twice is a list.
    return {
      rule: 'wrong-type',
      path,
      field,
      message,
      hint: `Give ${types.join(' or ')}${Array.isArray(value) ? ', once' : ''}.`,
    };
  }
  if (keyword === 'enum') {
    const values = (schema.enum ?? []).map(String);
    return {
      rule: 'unknown-value',
      path,
      field,
      message,
      hint: sentences(
        typeof value === 'string' ? didYouMean(value, values) : undefined,
        listNames('Its values', values),
      ),
    };
  }
  return {
    rule: 'out-of-range',
    path,
    field,
    message,
    hint: `It ${detail.replace('must NOT have fewer than', 'must have at least').replace('must NOT have more than', 'must have at most')}.`,
  };
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a record of fields',
};
