import { expect, it } from 'vitest';
import { any, image, oneOf, text } from '../../../src/graph/index.ts';
import { UsageError } from '../usage-error.ts';
import { isPictures, wrapMedia } from './wrap-media.ts';

const at = (stream: string, file: string) => ({ stream, file, path: `/abs/${file}` });
const config = {
  input_stream: ['IMAGE:frames', 'other'],
  output_stream: 'composited',
  input_side_packet: 'model',
  node: { calculator: 'BlurCalculator', input_stream: 'IMAGE:frames', output_stream: 'IMAGE:composited' },
};

it('puts decoders and encoders around the graph, with the sound of the first video', () => {
  const wiring = wrapMedia(config, {
    inputs: [at('frames', 'clip.MP4')],
    outputs: [at('composited', 'out.webm'), at('mask', 'mask-####.png')],
  });
  expect(wiring.config).toEqual({
    input_stream: ['other'],
    output_stream: 'composited',
    input_side_packet: ['model', 'read_frames_path', 'write_composited_path', 'write_mask_path'],
    node: [
      config.node,
      {
        name: 'read_frames',
        calculator: 'VideoDecodeCalculator',
        input_side_packet: ['INPUT_FILE_PATH:read_frames_path'],
        output_stream: ['VIDEO:frames'],
        output_side_packet: ['MEDIA_SOURCE:read_frames_source'],
      },
      {
        name: 'paint_composited',
        calculator: 'MaskToImageCalculator',
        input_stream: ['MASK:composited'],
        output_stream: ['IMAGE:write_composited_pictures'],
      },
      {
        name: 'write_composited',
        calculator: 'VideoEncodeCalculator',
        input_stream: ['VIDEO:write_composited_pictures'],
        input_side_packet: ['OUTPUT_FILE_PATH:write_composited_path', 'MEDIA_SOURCE:read_frames_source'],
      },
      {
        name: 'write_mask',
        calculator: 'ImageEncodeCalculator',
        input_stream: ['IMAGE:mask'],
        input_side_packet: ['OUTPUT_FILE_PATH:write_mask_path'],
      },
    ],
  });
  expect(wiring.sidePackets).toEqual({
    read_frames_path: '/abs/clip.MP4',
    write_composited_path: '/abs/out.webm',
    write_mask_path: '/abs/mask-####.png',
  });
});

it('leaves a graph without pictures alone, and a picture has no sound', () => {
  expect(wrapMedia(config, { inputs: [], outputs: [] }).config).toBe(config);
  const { config: still } = wrapMedia(config, {
    inputs: [at('frames', 'a.jpg')],
    outputs: [at('composited', 'b.mp4')],
  });
  expect(JSON.stringify(still)).not.toContain('MEDIA_SOURCE');
});

it.each([
  [
    { inputs: [at('frames', 'clip.gif')], outputs: [] },
    '--input frames: the stream carries pictures, and clip.gif is no file of them.',
  ],
  [
    { inputs: [], outputs: [at('composited', '-')] },
    '--output composited: the stream carries pictures, and - is no file of them.',
  ],
])('refuses other files', (files, message) => {
  expect(() => wrapMedia(config, files)).toThrow(message);
  expect(() => wrapMedia(config, files)).toThrow(UsageError);
});

it('goes by the type of a stream, and by the file where any type will do', () => {
  const types = [image, oneOf(text, image), text, any, undefined];
  expect(types.map(type => isPictures(type, 'a.mp4'))).toEqual([true, true, false, true, true]);
  expect(types.map(type => isPictures(type, 'a.jsonl'))).toEqual([true, true, false, false, false]);
});
