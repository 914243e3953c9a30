import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { nearSchema } from '../../../test/fixtures/options/near-schema.ts';
import { builtinCalculators } from '../../calculators/index.ts';
import { objectSchema } from '../options/option.ts';
import { checkValue, type ValueFault, type ValueSchema } from './check-value.ts';
import { configSchema, nodeSchema } from './config-schema.ts';

const schemas: readonly ValueSchema[] = [
  configSchema(nodeSchema),
  ...builtinCalculators.map(one => objectSchema(one.options)),
  { type: 'string', pattern: '^[a-z]+$' },
  { type: 'array', items: { type: 'integer', exclusiveMaximum: 9 }, minItems: 2, maxItems: 3 },
  { type: 'object', additionalProperties: { type: ['number', 'string'], minimum: 0 } },
];

it('finds what ajv finds, in the same words, and fills in the same defaults', () => {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false });
  const near = nearSchema(7);
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
