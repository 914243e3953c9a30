import { expect, it } from 'vitest';
import { nameValues } from './name-value.ts';
import { UsageError } from './usage-error.ts';

it('splits at the first "="', () => {
  expect([...nameValues('--side', ['a=b=c', 'empty='])]).toEqual([
    ['a', 'b=c'],
    ['empty', ''],
  ]);
});

it.each([
  [['frames'], '--input "frames": is not NAME=VALUE.'],
  [['=x'], '--input "=x": is not NAME=VALUE.'],
  [['a=1', 'a=2'], '--input a: is given twice.'],
])('refuses %j', (args, message) => {
  expect(() => nameValues('--input', args)).toThrow(message);
  expect(() => nameValues('--input', args)).toThrow(UsageError);
});
