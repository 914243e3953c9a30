import { expect, it } from 'vitest';
import type { JsonSchema } from '../../src/graph/index.ts';
import { parseSetting } from './parse-setting.ts';

it.each<[JsonSchema, string, unknown]>([
  [{ type: 'boolean' }, 'true', true],
  [{ type: 'integer' }, '-3', -3],
  [{ type: 'number' }, '2.5e-1', 0.25],
  [{ type: 'string' }, '12', '12'],
  [{ type: 'string', enum: ['area', 'bilinear'] }, 'area', 'area'],
  [{ type: 'array', items: { type: 'integer' } }, '1, 2,3', [1, 2, 3]],
  [{ type: 'array', items: { type: 'string' } }, '["a,b"]', ['a,b']],
  [{ type: 'array' }, '', []],
  [{ type: 'object' }, '{"a":1}', { a: 1 }],
  [{}, '[1]', [1]],
  [{}, 'plain text', 'plain text'],
])('%j reads %s', (schema, text, value) => {
  expect(parseSetting('--set n.o', schema, text)).toEqual(value);
});

it.each<[JsonSchema, string, string]>([
  [{ type: 'boolean' }, 'yes', '--set n.o: "yes" is not true or false.'],
  [{ type: 'integer' }, '1.5', 'is not a whole number.'],
  [{ type: 'number' }, '', 'is not a number.'],
  [{ type: 'number' }, 'Infinity', 'is not a number.'],
  [{ type: 'string', enum: ['area', 'bilinear'] }, 'cubic', 'is not one of area, bilinear.'],
  [{ type: 'array', items: { type: 'integer' } }, '1,x', '"x" is not a whole number.'],
  [{ type: 'array' }, '[1', 'is not a JSON list.'],
  [{ type: 'object' }, 'x', 'is not a JSON object.'],
])('%j refuses %s', (schema, text, message) => {
  expect(() => parseSetting('--set n.o', schema, text)).toThrow(message);
});
