import { expect, it } from 'vitest';
import { wrapSources } from './wrap-sources.ts';

const config = {
  input_stream: ['IMAGE:frames', 'sound'],
  output_stream: 'IMAGE:shown',
  node: [{ calculator: 'BlurCalculator', input_stream: ['IMAGE:frames'], output_stream: ['IMAGE:shown'] }],
};

it('imports frames, and limits live ones before they are imported', () => {
  const wrapped = wrapSources(
    config,
    new Map([
      ['frames', { gives: 'frames', live: true }],
      ['sound', { gives: 'audio', live: false }],
    ]),
  );
  expect(wrapped.config.input_stream).toEqual(['frames_source', 'sound']);
  expect(wrapped.config.node).toEqual([
    {
      name: 'limit_frames',
      calculator: 'FlowLimiterCalculator',
      input_stream: ['frames_source', 'FINISHED:shown'],
      input_stream_info: [{ tag_index: 'FINISHED', back_edge: true }],
      output_stream: ['frames_source_limited'],
      options: { max_in_flight: 1, max_in_queue: 1 },
    },
    {
      name: 'import_frames',
      calculator: 'VideoFrameToImageCalculator',
      input_stream: ['FRAME:frames_source_limited'],
      output_stream: ['IMAGE:frames'],
    },
    config.node[0],
  ]);
  expect([...wrapped.inputs]).toEqual([
    ['frames', 'frames_source'],
    ['sound', 'sound'],
  ]);
  expect(wrapped.limiters).toEqual(['limit_frames']);
});

it('leaves a graph without sources as it is', () => {
  expect(wrapSources(config, new Map()).config).toBe(config);
});

it('says which inputs there are, and what is missing for a live one', () => {
  const frames = (name: string) => new Map([[name, { gives: 'frames', live: true } as const]]);
  expect(() => wrapSources(config, frames('other'))).toThrow(
    'input "other": the graph has no input stream of that name. Its inputs: frames, sound.',
  );
  const silent = { input_stream: 'frames', node: [] };
  expect(() => wrapSources(silent, frames('frames'))).toThrow('Give live.finished, the name of a stream.');
});
