import { expect, it } from 'vitest';
import { characterFaults } from './character-faults.ts';

const found = (text: string) => characterFaults(text).map(({ offset, message }) => [offset, message]);

it('lets text of any language pass, with tabs, line ends and a byte order mark at its beginning', () => {
  expect(found('\ufefftype: a\r\n# café, שלום, 手, 👋🏽, a\u200db\t\n')).toEqual([]);
});

it('names what cannot be seen, a run of it once', () => {
  expect(found('a\u001b\u001b[31mb\u009b')).toEqual([
    [1, 'The character U+001B is invisible.'],
    [8, 'The character U+009B is invisible.'],
  ]);
  expect(found('a\ufeffb')).toEqual([[1, 'The character U+FEFF is invisible.']]);
});

it('names what reorders text, halves of characters and bytes that are no UTF-8', () => {
  expect(found('# \u202egpj')[0]?.[1]).toMatch(/^The character U\+202E reorders/);
  expect(found('a\ud83d b\udc4b')).toHaveLength(2);
  expect(found(Buffer.from([0x61, 0xc3, 0x28]).toString('utf8'))[0]?.[1]).toBe('Here are bytes that are no UTF-8.');
});

it('takes UTF-16 for what it is, in both byte orders', () => {
  const text = Buffer.from('\ufefftype: A\n', 'utf16le');
  for (const bytes of [text, Buffer.from(text).swap16()]) {
    expect(found(bytes.toString('utf8'))).toEqual([[0, 'The file is UTF-16 text, or no text at all.']]);
  }
  expect(found('a\0b')).toEqual([[1, 'The character U+0000 is invisible.']]);
});
