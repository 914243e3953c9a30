import { describe, expect, it } from 'vitest';
import { type InputEntry, runCalculator } from '../../graph/testing/index.ts';
import { boxOverlap } from './box-overlap.ts';
import { nonMaxSuppressionCalculator } from './non-max-suppression.ts';

const box = (xmin: number, ymin: number, width: number, height: number) => ({ xmin, ymin, width, height });
const detection = (score: number, at: ReturnType<typeof box>, more: object = {}) => ({
  label: ['face'],
  score: [score],
  location_data: { format: 'RELATIVE_BOUNDING_BOX', relative_bounding_box: at, ...more },
});

const high = detection(0.75, box(0, 0, 0.5, 0.5), { relative_keypoints: [{ x: 0, y: 0 }] });
const low = detection(0.25, box(0.25, 0, 0.5, 0.5), { relative_keypoints: [{ x: 0.5, y: 1 }] });
const far = detection(0.5, box(0.75, 0.75, 0.25, 0.25));

const run = async (options: object, ...streams: readonly (readonly unknown[])[]): Promise<unknown> => {
  const entries = streams.map((one, i): [string, readonly InputEntry[]] => [i === 0 ? '' : `:${i}`, [[0, one]]]);
  const { outputs } = await runCalculator(nonMaxSuppressionCalculator, {
    inputs: Object.fromEntries(entries),
    options: { num_detection_streams: streams.length, ...options },
  });
  return outputs['']?.map(([, value]) => value);
};

describe('boxOverlap', () => {
  it.each([
    ['JACCARD', 0.125 / 0.375],
    ['MODIFIED_JACCARD', 0.125 / 0.25],
    ['INTERSECTION_OVER_UNION', 0.125 / 0.375],
  ] as const)('%s', (type, overlap) => {
    expect(boxOverlap(type, box(0, 0, 0.5, 0.5), box(0.25, 0, 0.5, 0.5))).toBeCloseTo(overlap, 12);
    expect(boxOverlap(type, box(0, 0, 0.5, 0.5), box(0.5, 0, 0.5, 0.5))).toBe(0);
  });

  it('measures JACCARD by the rectangle around both', () => {
    const [a, b] = [box(0, 0, 0.5, 0.5), box(0.25, 0.25, 0.5, 0.5)];
    expect(boxOverlap('JACCARD', a, b)).toBeCloseTo(0.0625 / 0.5625, 12);
    expect(boxOverlap('INTERSECTION_OVER_UNION', a, b)).toBeCloseTo(0.0625 / 0.4375, 12);
  });
});

describe('NonMaxSuppressionCalculator', () => {
  it('keeps the best of those that overlap by more than the threshold, of all inputs', async () => {
    expect(await run({ min_suppression_threshold: 0.3 }, [low, far], [high])).toEqual([[high, far]]);
    expect(await run({ min_suppression_threshold: 0.4 }, [low, far], [high])).toEqual([[high, far, low]]);
    expect(await run({}, [low, high])).toEqual([[high, low]]);
  });

  it('leaves out low scores, and what is more than the limit', async () => {
    expect(await run({ min_score_threshold: 0.5 }, [low, far, high])).toEqual([[high, far]]);
    expect(await run({ max_num_detections: 1 }, [low, far, high])).toEqual([[high]]);
  });

  it('takes the mean by score', async () => {
    const mean = detection(0.75, box(0.0625, 0, 0.5, 0.5), { relative_keypoints: [{ x: 0.125, y: 0.25 }] });
    const options = { algorithm: 'WEIGHTED', min_suppression_threshold: 0.3 };
    expect(await run(options, [low, far, high])).toEqual([[mean, far]]);
    // Without an area it meets nothing.
    const point = detection(0.9, box(0.1, 0.1, 0, 0));
    expect(await run(options, [point, far])).toEqual([[point]]);
  });

  it('keeps the best label, and nothing without one', async () => {
    const many = { ...high, label: ['cat', 'dog'], label_id: [3, 7], score: [0.1, 0.75] };
    const { label: _, ...none } = low;
    expect(await run({}, [many, none])).toEqual([[{ ...high, label: ['dog'], label_id: [7] }]]);
  });

  it('compares detections of one class only, when asked to', async () => {
    const of = (label_id: number, one: ReturnType<typeof detection>) => ({ ...one, label_id: [label_id] });
    const options = { multiclass_nms: true, min_suppression_threshold: 0.3 };
    const [cat, dog, secondCat] = [of(3, high), of(7, low), of(3, detection(0.5, box(0.0625, 0, 0.5, 0.5)))];
    expect(await run(options, [dog, secondCat, cat])).toEqual([[cat, dog]]);
    expect(await run({ ...options, max_num_detections: 1 }, [dog, secondCat, cat])).toEqual([[cat]]);
    // Without numbers the names are the classes.
    const owl = { ...low, label: ['owl'] };
    expect(await run(options, [owl, high])).toEqual([[high, owl]]);
    // A best label is the class of all that have it first.
    const both = { ...dog, label: ['cat', 'dog'], label_id: [3, 7], score: [0.125, 0.25] };
    expect(await run(options, [both, cat])).toEqual([[cat, { ...dog, label: ['dog'] }]]);
    const weighted = await run({ ...options, algorithm: 'WEIGHTED', max_num_detections: 1 }, [dog, cat]);
    expect(weighted).toEqual([[cat]]);
  });

  it('reads boxes in pixels by the size of IMAGE', async () => {
    const inPixels = (score: number, at: ReturnType<typeof box>) => ({
      label: ['face'],
      score: [score],
      location_data: { format: 'BOUNDING_BOX', bounding_box: at },
    });
    const [first, second] = [inPixels(0.75, box(0, 0, 2, 1)), inPixels(0.5, box(1, 0, 2, 1))];
    const picture = { kind: 'cpu', format: 'rgba8', width: 4, height: 2, data: new Uint8Array(32) };
    const withImage = (options: object, images: readonly InputEntry[]) =>
      runCalculator(nonMaxSuppressionCalculator, {
        inputs: { '': [[0, [second, first]]], IMAGE: images },
        options: { min_suppression_threshold: 0.3, ...options },
      });
    expect((await withImage({}, [[0, picture]])).outputs['']).toEqual([[0, [first]]]);
    await expect(withImage({}, [])).rejects.toThrow('no IMAGE at 0');
    await expect(withImage({ algorithm: 'WEIGHTED' }, [[0, picture]])).rejects.toThrow('no relative_bounding_box');
    await expect(run({}, [first])).rejects.toThrow('no relative_bounding_box');
  });

  it('compares scores as 32-bit floats', async () => {
    const single = detection(Math.fround(0.7), box(0, 0, 0.5, 0.5));
    expect(await run({ min_score_threshold: 0.7 }, [single])).toEqual([[single]]);
  });

  it('sends an empty list only when asked to', async () => {
    expect(await run({}, [])).toEqual([]);
    expect(await run({ return_empty_detections: true }, [])).toEqual([[]]);
  });

  it('refuses what would mean nothing', async () => {
    await expect(run({ max_num_detections: 0 }, [])).rejects.toThrow('Give 1 or more');
    await expect(run({ num_detection_streams: 2 }, [])).rejects.toThrow('1 inputs are connected');
  });
});
