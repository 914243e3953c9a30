import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stripControls } from './strip-controls.ts';

it('removes what steers a terminal and keeps what is text', () => {
  expect(stripControls('a\x1b[31mred\x1b[0m\x07\u202eevil\u0085 ü\tb\nc')).toBe('a[31mred[0mevil ü\tb\nc');
});

it('leaves no control character of any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      for (const character of stripControls(text)) {
        const code = character.codePointAt(0) ?? 0;
        expect(code === 9 || code === 10 || (code >= 32 && code < 127) || code > 159).toBe(true);
      }
    }),
  );
});
