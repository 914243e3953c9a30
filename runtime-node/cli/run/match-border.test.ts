import { expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { matchBorder } from './match-border.ts';

const port = (name: string, tag = '', index = 0) => ({ tag, index, name, slot: 0 });
const ports = [port('frames', 'IMAGE'), port('sound', 'AUDIO', 0), port('noise', 'AUDIO', 1), port('plain')];
const match = (...values: [string, string][]) => matchBorder('--input', 'input stream', ports, new Map(values));

it('finds streams by name, by a tag that is there once, and by tag and index', () => {
  expect([...match(['frames', 'a'])]).toEqual([[ports[0], 'a']]);
  expect([...match(['IMAGE', 'a'], ['plain', 'b'])].map(([one, file]) => [one.name, file])).toEqual([
    ['frames', 'a'],
    ['plain', 'b'],
  ]);
  expect([...match(['AUDIO:1', 'a'])].map(([one]) => one.name)).toEqual(['noise']);
});

it.each<[[string, string][], string]>([
  [
    [['frame', 'a']],
    '--input frame: the graph has no input stream "frame". Did you mean "frames"? Its input streams: frames, sound, noise, plain.',
  ],
  [[['AUDIO', 'a']], 'the graph has no input stream "AUDIO".'],
  [
    [
      ['frames', 'a'],
      ['IMAGE', 'b'],
    ],
    '--input IMAGE: input stream "frames" is given twice.',
  ],
])('refuses %j', (values, message) => {
  expect(() => match(...values)).toThrow(message);
  expect(() => match(...values)).toThrow(UsageError);
});
