import { expect, it } from 'vitest';
import { openSources } from './open-sources.ts';
import type { Source } from './source.ts';

function source(name: string, closed: string[], fault?: 'open' | 'close'): Source {
  return {
    gives: 'frames',
    live: name === 'camera',
    open: async () => {
      if (fault === 'open') throw new Error(`${name} does not open`);
      return {
        label: name,
        read: async () => undefined,
        close: () => {
          closed.push(name);
          if (fault === 'close') throw new Error(`${name} does not close`);
        },
      };
    },
  };
}

it('opens all, or closes again those that are open', async () => {
  const closed: string[] = [];
  const context = { signal: new AbortController().signal, log: () => undefined };
  const good = new Map([
    ['a', source('camera', closed)],
    ['b', source('file', closed)],
  ]);
  const opened = await openSources(good, context);
  expect(opened.map(({ stream, live, reader }) => [stream, live, reader.label])).toEqual([
    ['a', true, 'camera'],
    ['b', false, 'file'],
  ]);
  const bad = new Map([
    ['a', source('first', closed, 'close')],
    ['b', source('second', closed)],
    ['c', source('third', closed, 'open')],
  ]);
  await expect(openSources(bad, context)).rejects.toThrow('third does not open');
  expect(closed).toEqual(['first', 'second']);
});

it('keeps none when the run has ended meanwhile', async () => {
  const closed: string[] = [];
  const signal = AbortSignal.abort(new Error('over'));
  await expect(
    openSources(new Map([['a', source('camera', closed)]]), { signal, log: () => undefined }),
  ).rejects.toThrow('over');
  expect(closed).toEqual(['camera']);
});
