import { Ajv, _ as code, type KeywordCxt } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { type Calculator, type JsonSchema, objectSchema, optionsFingerprint } from '../../../src/graph/index.ts';

/** The checks of calculators' options as part of a module: statements, and what the field `options` of the graph holds. */
export interface CompiledOptionsText {
  /** Functions that need nothing from outside and make no code at run time. */
  readonly statements: string;
  /** By calculator: `{ made, check }`. */
  readonly record: string;
}

/**
 * Writes checks of the options of calculators, by ajv. They say what a walk over the schemas says; calculators without options
 * have none.
 */
export function compileOptions(calculators: readonly Calculator[]): CompiledOptionsText {
  const checked = calculators.filter(one => Object.keys(one.options).length > 0);
  if (checked.length === 0) return { statements: '', record: '{}' };
  const ajv = new Ajv({
    // As the walk: NaN is a number that is within no limit.
    ...{ allErrors: true, useDefaults: true, strict: false, strictNumbers: false },
    // Texts are made from the keywords, and schemas are at hand, where the check runs.
    ...{ messages: false, loopEnum: Number.POSITIVE_INFINITY },
    code: { source: true, esm: true },
  });
  ajv.addKeyword({ keyword: 'finite', type: 'number', code: refuseInfinity, error: { message: '' } });
  checked.forEach((one, place) => {
    ajv.addSchema(plainSchema(one), key(place));
  });
  const names = Object.fromEntries(checked.map((_, place) => [key(place), key(place)]));
  const text = standalone.default(ajv, names);
  const functions = new Map<string, string>();
  const statements = compact(text).replaceAll(/export const (\w+) = (\w+);/g, (_whole, name: string, made: string) => {
    functions.set(name, made);
    return '';
  });
  const entries = checked.map((one, place) => {
    const made = JSON.stringify(optionsFingerprint(one.options));
    return `    ${one.name}: { made: ${made}, check: ${functions.get(key(place)) ?? ''} },`;
  });
  return { statements, record: `{\n${entries.join('\n')}\n  }` };
}

/**
 * ajv's code without what it says twice: a fault is what {@link CompiledCheck} tells of it. A check is a third as large so.
 *
 * @throws Error when ajv writes otherwise than it did, or needs other modules.
 */
function compact(text: string): string {
  const schemas = new Map<string, unknown>();
  const made = text
    .replace(/^"use strict";/, '')
    // The schemas themselves: whoever describes what is wrong has them. Only names of many fields are looked up there.
    .replaceAll(
      /const (schema\d+) = (\{.*?\});(?=const |function |export )/gs,
      (_whole, name: string, json: string) => {
        schemas.set(name, JSON.parse(json));
        return '';
      },
    )
    .replaceAll(/const func\d+ = Object\.prototype\.hasOwnProperty;/g, '')
    .replaceAll(
      /func\d+\.call\((schema\d+)([^,]*), (key\d+)\)/g,
      (_whole, name: string, way: string, field: string) => {
        const steps = [...way.matchAll(/\.(\w+)|\[("(?:[^"\\]|\\.)*")\]/g)].map(([, plain, quoted]) =>
          plain === undefined ? String(JSON.parse(quoted ?? '""')) : plain,
        );
        const part = steps.reduce<unknown>(
          (at, step) => (at as Readonly<Record<string, unknown>>)[step],
          schemas.get(name),
        );
        return `${JSON.stringify(Object.keys(part as object))}.includes(${field})`;
      },
    )
    .replaceAll(/let vErrors = null;let errors = 0;/g, 'const found = [];')
    .replaceAll(FAULT, (_whole, _name, at: string | undefined, rule: string, params: string) => {
      const place = (at ?? '').replace(/^:?instancePath\+?/, '');
      const [, field] = /^\{(?:missingProperty|additionalProperty): ?(.*)\}$/.exec(params) ?? [];
      return `found.push([${[place === '' ? '""' : place, rule, ...(field === undefined ? [] : [field])].join()}]);`;
    })
    .replaceAll(/\{instancePath="", parentData, parentDataProperty, rootData=data\}=\{\}/g, '')
    .replaceAll(/function (\w+)\(data, \)/g, 'function $1(data)')
    .replaceAll(/\w+\.errors = vErrors;return errors === 0;/g, 'return found;');
  const code = made.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  if (/\b(?:require|import|schema\d+|vErrors|errors|instancePath)\b/.test(code)) {
    throw new Error('compile: ajv wrote a check in another way than expected. Use the version of ajv in package.json.');
  }
  return made;
}

/** How ajv reports: `const err3 = {instancePath:…,schemaPath:"…",keyword:"…",params:{…}};if(vErrors === null){…}errors++;`. */
const FAULT =
  /const (err\d+) = \{instancePath(:.*?)?,schemaPath:("(?:[^"\\]|\\.)*"),keyword:"\w+",params:(\{.*?\})\};if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}errors\+\+;/g;

function key(place: number): string {
  return `options${place}`;
}

/** What ajv is to check: without descriptions, and no infinite number is a whole one. */
function plainSchema({ options }: Calculator): object {
  const plain = ({ description: _, ...schema }: JsonSchema): object => ({
    ...schema,
    ...(schema.type === 'integer' ? { finite: true } : {}),
    ...(schema.items === undefined ? {} : { items: plain(schema.items) }),
    ...(schema.properties === undefined ? {} : { properties: fields(schema.properties) }),
    ...(typeof schema.additionalProperties === 'object'
      ? { additionalProperties: plain(schema.additionalProperties) }
      : {}),
  });
  const fields = (properties: Readonly<Record<string, JsonSchema>>) =>
    Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, plain(one)]));
  return plain(objectSchema(options));
}

function refuseInfinity(context: KeywordCxt): void {
  const { data } = context;
  context.fail(code`${data} === Infinity || ${data} === -Infinity`);
}
