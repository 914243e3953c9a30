import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { joinPath } from './config-path.ts';
import { describePlain, isRecord, quoteText } from './plain-value.ts';
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

/** Checks values and fills in defaults. */
export type Validator = (value: unknown) => readonly SchemaFault[];

/** Compiles a JSON Schema. What is called in messages is told by `noun`: `field` or `option`. */
export function createValidator(schema: object, noun: 'field' | 'option'): Validator {
  let compiled: ValidateFunction | undefined;
  return value => {
    compiled ??= new Ajv({ allErrors: true, useDefaults: true, strict: false, verbose: true }).compile(schema);
    if (compiled(value)) return [];
    return (compiled.errors ?? [])
      .map(error => toFault(error, noun))
      .filter(isOnce)
      .filter(isCause);
  };
}

/** A field that is missing because its name is misspelt is not missing. */
function isCause(fault: SchemaFault, _: number, all: readonly SchemaFault[]): boolean {
  return fault.rule !== 'missing-field' || all.every(one => one.meant !== fault.field);
}

function isOnce(fault: SchemaFault, index: number, all: readonly SchemaFault[]): boolean {
  return all.findIndex(one => one.rule === fault.rule && one.path === fault.path) === index;
}

function toFault(error: ErrorObject, noun: string): SchemaFault {
  const segments = error.instancePath.split('/').slice(1).map(unescapePointer);
  const path = segments.reduce<string>((at, one) => joinPath(at, /^\d+$/.test(one) ? Number(one) : one), '');
  const field =
    error.instancePath === '' ? '' : unescapePointer(error.instancePath.slice(error.instancePath.lastIndexOf('/') + 1));
  const params: Readonly<Record<string, unknown>> = error.params;
  if (error.keyword === 'additionalProperties') {
    const name = String(params['additionalProperty']);
    const known = isRecord(error.parentSchema?.['properties']) ? Object.keys(error.parentSchema['properties']) : [];
    return {
      rule: 'unknown-field',
      path: joinPath(path, name),
      field: name,
      meant: nearest(name, known),
      message: `There is no ${noun} ${quoteText(name)}.`,
      hint: sentences(didYouMean(name, known), listNames(noun === 'field' ? 'The fields' : 'The options', known)),
    };
  }
  if (error.keyword === 'required') {
    const name = String(params['missingProperty']);
    return {
      rule: 'missing-field',
      path,
      field: name,
      message: `The ${noun} "${name}" is missing.`,
      hint: `Add "${name}: …".`,
    };
  }
  const shown = `${noun} "${field}"`;
  if (error.keyword === 'type') {
    const types = [params['type']].flat().map(one => TYPES[String(one)] ?? String(one));
    return {
      rule: 'wrong-type',
      path,
      field,
      message: `The ${shown} is ${describePlain(error.data)}.`,
      hint: `Give ${types.join(' or ')}.`,
    };
  }
  if (error.keyword === 'enum' && Array.isArray(params['allowedValues'])) {
    const values = params['allowedValues'].map(String);
    return {
      rule: 'unknown-value',
      path,
      field,
      message: `The ${shown} is ${describePlain(error.data)}.`,
      hint: sentences(
        typeof error.data === 'string' ? didYouMean(error.data, values) : undefined,
        listNames('Its values', values),
      ),
    };
  }
  return {
    rule: 'out-of-range',
    path,
    field,
    message: `The ${shown} is ${describePlain(error.data)}.`,
    hint: `It ${error.message ?? 'does not fit'}.`,
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

function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
