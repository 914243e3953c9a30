import { describe, expect, it } from 'vitest';
import { xoshiro128 } from '../chance/xoshiro128.ts';
import { fitSound } from './fit-sound.ts';
import { fourierTransform } from './fourier-transform.ts';
import { logMel } from './log-mel.ts';
import { pictureFeatureCount, pictureFeatures } from './picture-features.ts';
import { poseFeatures } from './pose-features.ts';
import { resizePicture } from './resize-picture.ts';
import { SOUND_FEATURES, soundFeatures } from './sound-features.ts';

const noise = (length: number, seed = 1): Float32Array => {
  const generator = xoshiro128(seed);
  return Float32Array.from({ length }, () => generator.uniform());
};

describe('resizePicture', () => {
  const picture = { width: 6, height: 4, channels: 3, data: noise(72) };

  it('gives the same numbers at the same size', () => {
    expect(resizePicture(picture, 6, 4)).toEqual(picture.data);
  });

  it('keeps a flat picture flat, and a ramp a ramp', () => {
    const flat = resizePicture({ width: 7, height: 5, channels: 1, data: new Float32Array(35).fill(0.3) }, 3, 9);
    for (const value of flat) expect(value).toBeCloseTo(0.3, 6);
    const ramp = Float32Array.from({ length: 16 }, (_, i) => i);
    const wide = resizePicture({ width: 16, height: 1, channels: 1, data: ramp }, 32, 1);
    for (let x = 2; x < 30; x++) expect(wide[x]).toBeCloseTo((x + 0.5) / 2 - 0.5, 5);
  });

  it('leaves nothing out when it shrinks: every pixel counts alike, but for the rims', () => {
    const small = resizePicture({ width: 64, height: 64, channels: 1, data: noise(4096) }, 4, 4);
    for (const value of small) expect(Math.abs(value - 0.5)).toBeLessThan(0.06);
  });
});

describe('pictureFeatures', () => {
  const stripes = (turned: boolean): Float32Array =>
    Float32Array.from({ length: 32 * 32 }, (_, i) => ((turned ? Math.floor(i / 32) : i % 32) % 8 < 4 ? 1 : 0));
  const of = (data: Float32Array, channels = 1) => pictureFeatures({ width: 32, height: 32, channels, data });

  it('has a fixed count, is finite, also for a picture without any edge', () => {
    expect(of(stripes(false))).toHaveLength(pictureFeatureCount(1));
    expect(of(noise(32 * 32 * 3), 3)).toHaveLength(pictureFeatureCount(3));
    const flat = of(new Float32Array(1024).fill(0.5));
    expect(flat.every(Number.isFinite)).toBe(true);
    expect(Math.max(...flat.subarray(0, 585))).toBe(0);
  });

  it('tells directions apart, not light on dark from dark on light', () => {
    const [across, down] = [of(stripes(false)), of(stripes(true))];
    const negative = of(stripes(false).map(value => 1 - value));
    const distance = (a: Float32Array, b: Float32Array): number =>
      Math.hypot(...a.subarray(0, 585).map((value, i) => value - (b[i] ?? 0)));
    expect(distance(across, negative)).toBeLessThan(1e-5);
    expect(distance(across, down)).toBeGreaterThan(5);
  });
});

describe('fourierTransform', () => {
  it('is the sum of its definition, and refuses other lengths', () => {
    const [re, im] = [Float64Array.from(noise(16)), Float64Array.from(noise(16, 2))];
    const [a, b] = [re.slice(), im.slice()];
    fourierTransform(a, b);
    for (let k = 0; k < 16; k++) {
      let [x, y] = [0, 0];
      for (let n = 0; n < 16; n++) {
        const angle = (-2 * Math.PI * k * n) / 16;
        x += re[n]! * Math.cos(angle) - im[n]! * Math.sin(angle);
        y += re[n]! * Math.sin(angle) + im[n]! * Math.cos(angle);
      }
      expect(a[k]).toBeCloseTo(x, 10);
      expect(b[k]).toBeCloseTo(y, 10);
    }
    expect(() => {
      fourierTransform(new Float64Array(6), new Float64Array(6));
    }).toThrow('Give a power of two');
  });
});

describe('sounds', () => {
  const tone = (hertz: number, rate = 16000, length = 8000): Float32Array =>
    Float32Array.from({ length }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hertz * i) / rate));

  it('a tone lies in the band of its pitch', () => {
    const loudest = (hertz: number): number => {
      const [frame = new Float64Array(0)] = logMel(tone(hertz), { rate: 16000, bands: 40 });
      return frame.indexOf(Math.max(...frame));
    };
    const mel = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);
    const [low, high] = [mel(20), mel(8000)];
    for (const hertz of [300, 1000, 3000, 6000]) {
      const band = ((mel(hertz) - low) / (high - low)) * 41 - 1;
      expect(Math.abs(loudest(hertz) - band)).toBeLessThanOrEqual(1);
    }
  });

  it('features are finite for silence and for sounds shorter than a window', () => {
    for (const length of [0, 1, 100, 8000]) {
      const found = soundFeatures(new Float32Array(length), 16000);
      expect(found).toHaveLength(SOUND_FEATURES);
      expect(found.every(Number.isFinite)).toBe(true);
    }
    expect(soundFeatures(tone(500), 16000)).not.toEqual(soundFeatures(tone(2000), 16000));
  });

  it('fit one rate and length: the middle is kept, silence is added on both sides', () => {
    expect(Array.from(fitSound(Float32Array.of(1, 2, 3, 4, 5), 8, 8, 3))).toEqual([2, 3, 4]);
    expect(Array.from(fitSound(Float32Array.of(1, 2), 8, 8, 4))).toEqual([0, 1, 2, 0]);
    expect(Array.from(fitSound(Float32Array.of(1, 3, 5, 7), 8, 4, 2))).toEqual([2, 6]);
    expect(Array.from(fitSound(Float32Array.of(0, 2), 4, 8, 4))).toEqual([0, 1, 2, 2]);
    expect(Array.from(fitSound(new Float32Array(0), 8, 8, 2))).toEqual([0, 0]);
  });
});

describe('poseFeatures', () => {
  const layout = { size: 3, smallestScore: 0.2 };
  const pose = [10, 20, 1, 30, 20, 1, 20, 50, 1];

  it('are the same wherever and however large the person is', () => {
    const moved = pose.map((value, i) => (i % 3 === 2 ? value : 3 * value + 7));
    poseFeatures(pose, layout).forEach((value, i) => {
      expect(value).toBeCloseTo(poseFeatures(moved, layout)[i]!, 6);
    });
  });

  it('are 0 where a point is missing, and all 0 where there is no pose', () => {
    const hidden = poseFeatures([10, 20, 1, 30, 20, 1, 900, 900, 0.1], layout);
    expect(Array.from(hidden)).toEqual([-1, 0, 1, 0, 0, 0]);
    expect(Array.from(poseFeatures([5, 5, 1, 5, 5, 1], layout))).toEqual([0, 0, 0, 0]);
    expect(Array.from(poseFeatures([Number.NaN, 1, 1], layout))).toEqual([0, 0]);
    expect(poseFeatures([1, 2, 3, 4], { size: 2, smallestScore: 0.2 })).toHaveLength(4);
  });
});
