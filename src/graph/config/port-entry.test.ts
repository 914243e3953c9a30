import { describe, expect, it } from 'vitest';
import { parseEntry } from './port-entry.ts';

describe('parseEntry', () => {
  it.each([
    ['name', { tag: '', index: 3, name: 'name' }],
    ['TAG:name', { tag: 'TAG', index: 0, name: 'name' }],
    ['_1:10000:_1', { tag: '_1', index: 10_000, name: '_1' }],
  ])('reads %s', (text, entry) => {
    expect(parseEntry(text, 3)).toEqual(entry);
  });

  // An untagged entry has the index of its place: MediaPipe knows no way to write another.
  it.each([
    '1:name',
    ':1:name',
    ':name',
    'A:',
    'A::name',
    'A:01:name',
    'A:10001:name',
    'A:-1:name',
    'A:1:a:a',
    'aA:n',
    '',
  ])('refuses %j', text => {
    expect(parseEntry(text, 0)).toBeUndefined();
  });
});
