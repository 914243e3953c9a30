import { expect, it } from 'vitest';
import { pathInFile } from './skip-removed.ts';

it('counts the items that were left out before an index, in the list it belongs to', () => {
  const removed = {
    removed: new Map([
      ['node', [0, 2, 3]],
      ['node[1].input_stream', [1]],
    ]),
    renamed: new Map(),
  };
  expect(pathInFile('node[0]', removed)).toBe('node[1]');
  expect(pathInFile('node[1].name', removed)).toBe('node[4].name');
  expect(pathInFile('node[0].input_stream[0]', removed)).toBe('node[1].input_stream[0]');
  expect(pathInFile('node[0].input_stream[1]', removed)).toBe('node[1].input_stream[2]');
  expect(pathInFile('input_stream[3]', removed)).toBe('input_stream[3]');
});

it('finds what stands in a misspelt field, in lists with items left out too', () => {
  const mending = {
    removed: new Map([
      ['node', [0]],
      ['node[1].input_straem', [0]],
    ]),
    renamed: new Map([['node[1].input_stream', 'input_straem']]),
  };
  expect(pathInFile('node[0].input_stream[0]', mending)).toBe('node[1].input_straem[1]');
  expect(pathInFile('node[0].output_stream[0]', mending)).toBe('node[1].output_stream[0]');
  expect(pathInFile('node[1].input_stream[0]', mending)).toBe('node[2].input_stream[0]');
});
