import { expect, it } from 'vitest';
import { passOutputs } from './pass-outputs.ts';

const port = (tag: string, name: string) => ({ tag, index: 0, name, slot: 0 });
const frames = { gives: 'frames' } as const;

it('finds the outputs that stand for the source: those with the tag IMAGE, masks are none', () => {
  const outputs = [port('IMAGE', 'composited'), port('MASK', 'mask'), port('IMAGE', 'small')];
  const sources = new Map<string, { readonly gives: 'frames' | 'audio' }>([
    ['frames', frames],
    ['sound', { gives: 'audio' }],
  ]);
  expect([...passOutputs({ outputs }, sources)]).toEqual(['composited', 'small']);
});

it('says what keeps frames from passing', () => {
  const outputs = [port('MASK', 'mask'), port('', 'iou')];
  expect(() => passOutputs({ outputs }, new Map([['frames', frames]]))).toThrow(
    'whileGpuIsLost "pass": the graph has no output with the tag IMAGE (its outputs: mask, iou). Write IMAGE:name there or leave it at "hold".',
  );
  expect(() => passOutputs({ outputs: [] }, new Map())).toThrow(
    'whileGpuIsLost "pass": no source gives frames. Use it with one or leave it at "hold".',
  );
  const two = new Map([
    ['left', frames],
    ['right', frames],
  ]);
  expect(() => passOutputs({ outputs }, two)).toThrow('whileGpuIsLost "pass": 2 sources give frames (left, right).');
});
