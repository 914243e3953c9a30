import { expect, it } from 'vitest';
import { createTerminal } from './terminal.ts';

function sink(isTTY: boolean): { text: string; write(text: string): void; isTTY: boolean; columns: number } {
  return {
    text: '',
    write(text) {
      this.text += text;
    },
    isTTY,
    columns: 30,
  };
}

it('clears the status line before other lines, and cuts it to the width', () => {
  const [out, err] = [sink(true), sink(true)];
  const terminal = createTerminal(out, err);
  terminal.status('x'.repeat(50));
  terminal.err('line');
  terminal.out('result \x1b[1m');
  expect(err.text).toBe(`\r\x1b[K${'x'.repeat(29)}\r\x1b[Kline\n`);
  expect(out.text).toBe('result [1m\n');
});

it('writes no status to a file', () => {
  const err = sink(false);
  createTerminal(sink(false), err).status('50 %');
  expect(err.text).toBe('');
});
