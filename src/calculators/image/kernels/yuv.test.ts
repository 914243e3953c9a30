import { describe, expect, it } from 'vitest';
import { createImageKernels } from './create-image-kernels.ts';
import { type YuvColour, yuvColour } from './yuv-colour.ts';
import { type YuvLayout, yuvLength } from './yuv-layout.ts';

describe('yuvColour, the one rule', () => {
  it('follows the tag, else 709 from 720 lines on, else 601; limited unless said', () => {
    expect(yuvColour(1080, { matrix: 'smpte170m' })).toEqual({ matrix: 'bt601', range: 'limited' });
    expect(yuvColour(480, { matrix: 'bt709', fullRange: true })).toEqual({ matrix: 'bt709', range: 'full' });
    expect(yuvColour(720)).toEqual({ matrix: 'bt709', range: 'limited' });
    expect(yuvColour(719, { matrix: null, fullRange: null })).toEqual({ matrix: 'bt601', range: 'limited' });
    expect(yuvColour(720, { matrix: 'rgb' })).toEqual({ matrix: 'bt709', range: 'limited' });
  });
});

// One colour per case. The values are those of ITU-R BT.601-7 and BT.709-6 for 100 % bars, 8 bits.
const bars = [
  { colour: { matrix: 'bt601', range: 'limited' }, rgb: [255, 0, 0], yuv: [81, 90, 240] },
  { colour: { matrix: 'bt601', range: 'limited' }, rgb: [0, 255, 0], yuv: [145, 54, 34] },
  { colour: { matrix: 'bt601', range: 'limited' }, rgb: [0, 0, 255], yuv: [41, 240, 110] },
  { colour: { matrix: 'bt709', range: 'limited' }, rgb: [255, 0, 0], yuv: [63, 102, 240] },
  { colour: { matrix: 'bt709', range: 'limited' }, rgb: [0, 255, 0], yuv: [173, 42, 26] },
  { colour: { matrix: 'bt709', range: 'limited' }, rgb: [0, 0, 255], yuv: [32, 240, 118] },
  { colour: { matrix: 'bt709', range: 'limited' }, rgb: [255, 255, 255], yuv: [235, 128, 128] },
  { colour: { matrix: 'bt709', range: 'limited' }, rgb: [0, 0, 0], yuv: [16, 128, 128] },
  { colour: { matrix: 'bt601', range: 'full' }, rgb: [255, 255, 255], yuv: [255, 128, 128] },
  { colour: { matrix: 'bt601', range: 'full' }, rgb: [0, 0, 255], yuv: [29, 255, 107] },
] as const satisfies readonly { colour: YuvColour; rgb: readonly number[]; yuv: readonly number[] }[];

describe.each(['typescript', 'wasm'] as const)('4:2:0 conversion in %s', backend => {
  const kernels = createImageKernels({ backend });

  it.each(bars)('$colour.matrix $colour.range $rgb is $yuv', ({ colour, rgb, yuv }) => {
    const width = 17;
    const height = 3;
    const picture = { width, height, data: new Uint8Array(width * height * 4).fill(255) };
    for (let i = 0; i < width * height; i++) picture.data.set(rgb, i * 4);
    for (const layout of ['i420', 'nv12'] satisfies YuvLayout[]) {
      const planes = { width, height, layout, data: new Uint8Array(yuvLength(width, height)) };
      kernels.rgbaToYuv(picture, planes, colour);
      expect(new Set(planes.data.subarray(0, 51))).toEqual(new Set([yuv[0]]));
      const chroma = planes.data.subarray(51);
      expect(chroma.length).toBe(36);
      const at = layout === 'i420' ? [0, 17, 18, 35] : [0, 34, 1, 35];
      expect(at.map(i => chroma[i])).toEqual([yuv[1], yuv[1], yuv[2], yuv[2]]);
      const back = { width, height, data: new Uint8Array(picture.data.length) };
      kernels.yuvToRgba(planes, back, colour);
      back.data.forEach((value, i) => {
        expect(Math.abs(value - (picture.data[i] ?? -9))).toBeLessThanOrEqual(2);
      });
    }
  });

  it('refuses planes of another size', () => {
    const planes = { width: 3, height: 3, layout: 'i420' as const, data: new Uint8Array(13) };
    const picture = { width: 3, height: 3, data: new Uint8Array(36) };
    expect(() => {
      kernels.yuvToRgba(planes, picture, yuvColour(3));
    }).toThrow('yuvToRgba: i420 of 3x3 has 13 bytes. It needs 17, planes without padding.');
  });
});
