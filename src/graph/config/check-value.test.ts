import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { builtinCalculators } from '../../calculators/index.ts';
import { seededRandom } from '../engine/random-source.ts';
import { objectSchema } from '../options/option.ts';
import { checkValue, type ValueFault, type ValueSchema } from './check-value.ts';
import { configSchema, nodeSchema } from './config-schema.ts';

const random = seededRandom(7);
const chance = (share: number) => random.next() < share;
const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(random.next() * values.length)];

const odd = ['text', '', 3, -2.5, 1e9, Number.NaN, true, null, [], ['a', 1], {}, { a: 1 }, new Uint8Array(2)];

/** A value near a schema: mostly of its form, often a little wrong. */
function near(schema: ValueSchema, depth = 0): unknown {
  if (chance(0.12) || depth > 4) return pick(odd);
  switch (pick([schema.type ?? []].flat())) {
    case 'string':
      return chance(0.8) ? (pick(schema.enum ?? []) ?? 'IMAGE:frame') : 'misspelt';
    case 'integer':
    case 'number':
      return pick([0, 1, -1, 0.5, 7, 1e6, schema.minimum ?? 2, schema.exclusiveMinimum ?? 2, schema.maximum ?? 3]);
    case 'boolean':
      return chance(0.5);
    case 'array':
      return Array.from({ length: Math.floor(random.next() * 4) }, () => near(schema.items ?? {}, depth + 1));
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).filter(() => chance(depth === 0 ? 0.5 : 0.2));
      const value = Object.fromEntries(fields.map(([name, one]) => [name, near(one, depth + 1)]));
      return chance(0.3) ? { ...value, surplus: 1 } : value;
    }
    default:
      return pick(odd);
  }
}

const schemas: readonly ValueSchema[] = [
  configSchema(nodeSchema),
  ...builtinCalculators.map(one => objectSchema(one.options)),
  { type: 'string', pattern: '^[a-z]+$' },
  { type: 'array', items: { type: 'integer', exclusiveMaximum: 9 }, minItems: 2, maxItems: 3 },
  { type: 'object', additionalProperties: { type: ['number', 'string'], minimum: 0 } },
];

it('finds what ajv finds, in the same words, and fills in the same defaults', () => {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false });
  let faulty = 0;
  for (const schema of schemas) {
    const oracle = ajv.compile(schema);
    for (let round = 0; round < 40; round++) {
      const value = near(schema);
      const [mine, theirs] = [structuredClone(value), structuredClone(value)];
      const faults = checkValue(schema, mine).map(asLine);
      oracle(theirs);
      const expected = (oracle.errors ?? []).map(error => {
        const params: Readonly<Record<string, unknown>> = error.params;
        const name = [params['missingProperty'], params['additionalProperty']].find(one => typeof one === 'string');
        const said = error.keyword === 'type' || error.keyword === 'enum' ? error.keyword : error.message;
        return `${error.instancePath} ${name === undefined ? said : `${error.keyword} ${name}`}`;
      });
      expect(faults.toSorted(), JSON.stringify(value)).toEqual(expected.toSorted());
      expect(mine).toEqual(theirs);
      faulty += faults.length;
    }
  }
  expect(faulty).toBeGreaterThan(500);
});

function asLine(fault: ValueFault): string {
  const place = fault.path.map(step => `/${step}`).join('');
  if (fault.keyword === 'limit') return `${place} ${fault.detail}`;
  if (fault.keyword === 'required' || fault.keyword === 'additionalProperties') {
    return `${place} ${fault.keyword} ${fault.detail}`;
  }
  return `${place} ${fault.keyword}`;
}

it('never shares a default between two values', () => {
  const schema: ValueSchema = { type: 'object', properties: { list: { type: 'array', default: [1] } } };
  const [one, two] = [{}, {}];
  checkValue(schema, one);
  checkValue(schema, two);
  expect(one).toEqual({ list: [1] });
  expect(Reflect.get(one, 'list')).not.toBe(Reflect.get(two, 'list'));
});
