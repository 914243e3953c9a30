import { expect, it } from 'vitest';
import { limitLiveSource } from './limit-live-source.ts';

it('puts a flow limiter behind the input and keeps the names at the border', () => {
  const config = limitLiveSource(
    {
      input_stream: 'IMAGE:frames',
      output_stream: 'composited',
      node: [
        { calculator: 'BlurCalculator', input_stream: ['IMAGE:frames', 'MASK:mask'], output_stream: 'composited' },
        { calculator: 'SegmentCalculator', input_stream: 'IMAGE:0:frames', output_stream: 'mask' },
        { calculator: 'OtherCalculator', input_stream: 'myframes', output_stream: 'frames_limited' },
      ],
    },
    { input: 'frames', finished: 'composited' },
  );
  expect(config).toEqual({
    input_stream: 'IMAGE:frames',
    output_stream: 'composited',
    node: [
      {
        name: 'live_limiter',
        calculator: 'FlowLimiterCalculator',
        input_stream: ['frames', 'FINISHED:composited'],
        input_stream_info: [{ tag_index: 'FINISHED', back_edge: true }],
        output_stream: ['frames_limited_1'],
        options: { max_in_flight: 1, max_in_queue: 1 },
      },
      {
        calculator: 'BlurCalculator',
        input_stream: ['IMAGE:frames_limited_1', 'MASK:mask'],
        output_stream: 'composited',
      },
      { calculator: 'SegmentCalculator', input_stream: ['IMAGE:0:frames_limited_1'], output_stream: 'mask' },
      { calculator: 'OtherCalculator', input_stream: 'myframes', output_stream: 'frames_limited' },
    ],
  });
});

it('refuses what is not there or taken', () => {
  expect(() => limitLiveSource({ input_stream: ['a', 'T:b'] }, { input: 'c', finished: 'd' })).toThrow(
    'live limit: the graph has no input stream "c". Its inputs: a, b.',
  );
  const config = { input_stream: 'a', node: { name: 'live_limiter', calculator: 'X' } };
  expect(() => limitLiveSource(config, { input: 'a', finished: 'b' })).toThrow('has a node "live_limiter" already');
});
