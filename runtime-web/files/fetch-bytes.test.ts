import { expect, it } from 'vitest';
import { MillraceError } from '../../src/graph/index.ts';
import { fetchBytes } from './fetch-bytes.ts';

it.each([
  ['data:application/json;base64,eyJhIjoiw6QifQ==', '{"a":"ä"}'],
  ['data:text/plain,a%20b%C3%A4', 'a bä'],
])('reads what a bundler has written into the code: %s', async (address, text) => {
  const bytes = await fetchBytes(new URL(address), {
    name: 'manifest.json',
    error: fact => new MillraceError('UNAVAILABLE', fact),
  });
  expect(new TextDecoder().decode(bytes)).toBe(text);
});
