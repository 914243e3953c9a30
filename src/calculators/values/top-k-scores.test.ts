import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FilesService, filesService } from '../../graph/index.ts';
import { runCalculator } from '../../graph/testing/index.ts';
import { highestScores } from './highest-scores.ts';
import { sixDigits } from './six-digits.ts';
import { topKScoresCalculator } from './top-k-scores.ts';

const OUTPUTS = ['TOP_K_INDEXES', 'TOP_K_SCORES', 'TOP_K_LABELS', 'CLASSIFICATIONS', 'SUMMARY'];

/** What is sent of one list of scores, by output. */
async function best(
  scores: readonly number[],
  options: Readonly<Record<string, unknown>>,
  { outputs = OUTPUTS.filter(one => one !== 'TOP_K_LABELS'), ...more }: { outputs?: string[]; services?: object } = {},
) {
  const services = { ...more.services };
  const run = await runCalculator(topKScoresCalculator, {
    inputs: { SCORES: [[0, scores]] },
    outputs,
    options,
    services,
  });
  return Object.fromEntries(Object.entries(run.outputs).map(([tag, list]) => [tag, list[0]?.[1]]));
}

/** Files of any name with this text. */
const files = (content: string) => {
  const read: string[] = [];
  const service: FilesService = {
    readFile: path => {
      read.push(path);
      return Promise.resolve(new TextEncoder().encode(content));
    },
  };
  return { services: { [filesService.key]: service }, read };
};

/** MediaPipe's heap, step by step: the lowest pair of score and index leaves for a higher score. */
function heap(scores: readonly number[], count: number): readonly number[] {
  const kept: number[] = [];
  const value = (index: number): number => scores[index] ?? 0;
  const ascending = (a: number, b: number): number => value(a) - value(b) || a - b;
  for (const index of scores.keys()) {
    kept.sort(ascending);
    if (kept.length === count && value(kept[0] ?? 0) >= value(index)) continue;
    if (kept.length === count) kept.shift();
    kept.push(index);
  }
  return kept.sort(ascending).reverse();
}

describe('highestScores', () => {
  it('keeps what a heap of that size keeps, equal scores among them', () => {
    const score = fc.integer({ min: 0, max: 4 }).map(step => step / 4);
    fc.assert(
      fc.property(fc.array(score, { maxLength: 12 }), fc.integer({ min: 1, max: 6 }), (scores, count) => {
        expect(highestScores(scores, 0, count).map(({ index }) => index)).toEqual(heap(scores, count));
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('compares 32-bit floats', () => {
    const single = Math.fround(0.7);
    expect(highestScores([single], 0.7)).toEqual([{ index: 0, score: single }]);
    expect(highestScores([0.5, Number.NaN, -1], Number.NEGATIVE_INFINITY)).toHaveLength(2);
  });
});

describe('sixDigits', () => {
  it.each([
    [0, '0'],
    [0.1, '0.1'],
    [1 / 3, '0.333333'],
    [-2.5, '-2.5'],
    [123_456.7, '123457'],
    [999_999.9, '1e+06'],
    [1_234_567, '1.23457e+06'],
    [0.0001, '0.0001'],
    [0.00001234, '1.234e-05'],
    [1e30, '1e+30'],
    [1e39, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
    [Number.NaN, 'nan'],
  ])('writes %d as %s', (value, written) => {
    expect(sixDigits(value)).toBe(written);
  });
});

describe('TopKScoresCalculator', () => {
  it('leaves out negative scores unless a threshold is given', async () => {
    expect((await best([-1, 0, 1], { top_k: 3 }))['TOP_K_INDEXES']).toEqual([2, 1]);
    expect((await best([-1, 0, 1], { top_k: 3, threshold: -1 }))['TOP_K_INDEXES']).toEqual([2, 1, 0]);
  });

  it('names classes by their indices when it has no labels', async () => {
    expect(await best([0.25, 1 / 3], { top_k: 2 })).toEqual({
      TOP_K_INDEXES: [1, 0],
      TOP_K_SCORES: [1 / 3, 0.25],
      CLASSIFICATIONS: {
        classification: [
          { index: 1, score: 1 / 3 },
          { index: 0, score: 0.25 },
        ],
      },
      SUMMARY: '1:0.333333,0:0.25',
    });
  });

  it('reads labels from a file; a class without a line has an empty one', async () => {
    const { services, read } = files('cat\ndog\n');
    const options = { top_k: 2, label_map_path: 'labels.txt' };
    expect(await best([0.5, 0.25, 0.75], options, { services, outputs: OUTPUTS })).toEqual({
      TOP_K_INDEXES: [2, 0],
      TOP_K_SCORES: [0.75, 0.5],
      TOP_K_LABELS: ['', 'cat'],
      CLASSIFICATIONS: {
        classification: [
          { index: 2, score: 0.75, label: '' },
          { index: 0, score: 0.5, label: 'cat' },
        ],
      },
      SUMMARY: ':0.75,cat:0.5',
    });
    expect(read).toEqual(['labels.txt']);
  });

  it('wants labels once where it sends them', async () => {
    const none = best([1], { top_k: 1 }, { outputs: ['TOP_K_LABELS'] });
    await expect(none).rejects.toMatchObject({ code: 'INTERNAL', message: /Set label_map_path, or connect/ });
    const twice = runCalculator(topKScoresCalculator, {
      inputs: { SCORES: [] },
      sidePackets: { LABELS: 'cat' },
      outputs: ['TOP_K_INDEXES'],
      options: { top_k: 1, label_map_path: 'labels.txt' },
    });
    await expect(twice).rejects.toThrow('Labels are given twice.');
    const options = { top_k: 1, label_map_path: 'labels.txt' };
    const empty = best([1], options, { ...files(''), outputs: ['TOP_K_LABELS'] });
    await expect(empty).rejects.toMatchObject({ code: 'INTERNAL', message: /there is no label/ });
    await expect(best([1], options)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: /nothing here reads files/,
    });
  });
});
