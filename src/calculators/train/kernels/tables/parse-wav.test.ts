import { expect, it } from 'vitest';
import { wavOf } from '../../../../../test/fixtures/training/class-folders.ts';
import { parseWav } from './parse-wav.ts';

/** A WAV file with another format: kind, channels, bits, and raw bytes of samples. */
function wav(kind: number, channels: number, bits: number, samples: readonly number[]): Uint8Array {
  const bytes = wavOf(new Int16Array(0), 8000);
  const view = new DataView(bytes.buffer);
  view.setUint16(20, kind, true);
  view.setUint16(22, channels, true);
  view.setUint16(34, bits, true);
  view.setUint32(40, samples.length, true);
  return Uint8Array.from([...bytes, ...samples]);
}

it('reads every width, and mixes channels', () => {
  const read = (file: Uint8Array): number[] => Array.from(parseWav(file).samples);
  expect(parseWav(wavOf(Int16Array.of(0, 16384, -32768), 22050))).toEqual({
    rate: 22050,
    samples: Float32Array.of(0, 0.5, -1),
  });
  expect(read(wav(1, 1, 8, [128, 0, 192]))).toEqual([0, -1, 0.5]);
  expect(read(wav(1, 1, 24, [0, 0, 0x40, 0, 0, 0x80]))).toEqual([0.5, -1]);
  expect(read(wav(1, 1, 32, [0, 0, 0, 0xc0]))).toEqual([-0.5]);
  expect(read(wav(3, 1, 32, [...new Uint8Array(Float32Array.of(0.25).buffer)]))).toEqual([0.25]);
  expect(read(wav(1, 2, 8, [128, 192, 0, 0]))).toEqual([0.25, -1]);
});

it('skips other chunks, and takes what is there of a file that was cut off', () => {
  const whole = wavOf(Int16Array.of(100, 200, 300), 8000);
  const list = Uint8Array.of(0x4c, 0x49, 0x53, 0x54, 3, 0, 0, 0, 1, 2, 3, 0);
  const chunky = Uint8Array.from([...whole.subarray(0, 36), ...list, ...whole.subarray(36)]);
  expect(parseWav(chunky).samples).toHaveLength(3);
  expect(parseWav(whole.subarray(0, whole.length - 2)).samples).toHaveLength(2);
});

it('says what is wrong with a file', () => {
  expect(() => parseWav(Uint8Array.of(1, 2, 3))).toThrow('is no WAV file');
  expect(() => parseWav(wav(7, 1, 8, [1]))).toThrow('holds 8-bit samples of kind 7');
  expect(() => parseWav(wavOf(Int16Array.of(1), 8000).subarray(0, 36))).toThrow('has no sound in it');
});
