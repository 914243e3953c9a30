import { expect, it } from 'vitest';
import { any, defineCalculator, integer, repeated, required } from './index.ts';
import { specialise } from './specialise.ts';

const pass = defineCalculator({
  name: 'PassCalculator',
  summary: 'Forwards.',
  example: '\ncalculator: PassCalculator\n',
  inputs: { IN: required(any, 'Anything'), CLONE: repeated(any, 'More', { min: 2 }) },
  outputs: { OUT: required(any, 'The same') },
  open: () => ({ process() {} }),
});

it('narrows the named ports and leaves the others, and the generic calculator, as they are', () => {
  const ints = specialise(pass, { name: 'PassIntCalculator', inputs: { IN: integer }, outputs: { OUT: integer } });
  expect(ints.name).toBe('PassIntCalculator');
  expect(ints.example).toContain('calculator: PassIntCalculator');
  expect(ints.inputs['IN']).toEqual({ ...pass.inputs['IN'], type: integer });
  expect(ints.inputs['CLONE']).toBe(pass.inputs['CLONE']);
  expect(ints.outputs['OUT']?.type).toBe(integer);
  expect(pass.inputs['IN']?.type).toBe(any);
  expect(ints.open).toBe(pass.open);
});

it('refuses a port that the calculator does not have', () => {
  expect(() => specialise(pass, { name: 'X', inputs: { INN: integer } })).toThrow(
    'specialise(PassCalculator): it has no port "INN" in its inputs. It has IN, CLONE.',
  );
});
