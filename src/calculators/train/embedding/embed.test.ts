import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../../../test/fixtures/training/memory-files.ts';
import type { Tensor } from '../../../graph/index.ts';
import { runCalculator } from '../../../graph/testing/index.ts';
import { pictureFeatures } from '../kernels/features/picture-features.ts';
import type { Table } from '../tables/table.ts';
import { trainingFilesService } from '../training-files.ts';
import { embedCalculator } from './embed.ts';
import type { Embedding } from './embedding.ts';
import { type FrozenNetwork, frozenNetworkService } from './frozen-network.ts';

const pixels = Float32Array.from({ length: 2 * 4 * 4 * 3 }, (_, i) => (i % 7) / 7);
const pictures: Table = {
  rows: 2,
  columns: new Map([
    ['x', { kind: 'number', data: pixels, shape: [4, 4, 3] }],
    ['class', { kind: 'text', values: ['a', 'b'] }],
  ]),
};
const numbers = (table: unknown): readonly number[] => {
  const column = (table as Table).columns.get('x');
  return column?.kind === 'number' ? Array.from(column.data) : [];
};

describe('EmbedCalculator', () => {
  it('computes features, of tables and of rows alike', async () => {
    const run = await runCalculator(embedCalculator, {
      services: { [trainingFilesService.key]: memoryFiles() },
      sidePackets: { TABLE: pictures },
      inputs: { ROW: [[5, { x: Array.from(pixels.subarray(0, 48)), name: 'first' }]] },
    });
    const want = pictureFeatures({ width: 4, height: 4, channels: 3, data: pixels.subarray(0, 48) });
    expect(numbers(run.sidePackets['TABLE']).slice(0, want.length)).toEqual(Array.from(want));
    const made = run.sidePackets['EMBEDDING'] as Embedding;
    expect(made).toMatchObject({ as: 'picture', shape: [4, 4, 3], width: want.length, model: null });
    expect(run.outputs['ROW']).toEqual([[5, { x: Array.from(want), name: 'first' }]]);
  });

  it('takes the middle of images, in the size of the examples', async () => {
    // 4 x 8: the middle rows are those of the first picture.
    const data = new Uint8Array(4 * 8 * 4);
    for (let i = 0; i < 16; i++) {
      for (let c = 0; c < 3; c++) data[(8 + i) * 4 + c] = Math.round(255 * (pixels[3 * i + c] ?? 0));
    }
    const picture = { kind: 'cpu', format: 'rgba8', width: 4, height: 8, data } as const;
    const run = await runCalculator(embedCalculator, {
      services: { [trainingFilesService.key]: memoryFiles() },
      sidePackets: { TABLE: pictures },
      inputs: { IMAGE: [[0, picture]] },
      options: { as: 'none' },
    });
    const row = run.outputs['ROW']?.[0]?.[1] as { readonly x: readonly number[] };
    row.x.forEach((value, i) => {
      expect(Math.abs(value - (pixels[i] ?? 0))).toBeLessThan(1 / 255);
    });
  });

  it('runs a frozen network by its place, scaled and in its range, and averages maps', async () => {
    const seen: Tensor[] = [];
    let disposed = 0;
    const network: FrozenNetwork = {
      name: 'net',
      inputs: [{ shape: [null, 2, 2, 3], dtype: 'float32' }],
      run(tensors) {
        seen.push(...tensors);
        return [{ shape: [1, 1, 2, 2], dtype: 'float32', data: Float32Array.of(1, 10, 3, 30) }];
      },
      dispose() {
        disposed += 1;
      },
    };
    const services = {
      [trainingFilesService.key]: memoryFiles(),
      [frozenNetworkService.key]: { load: async () => network },
    };
    const run = await runCalculator(embedCalculator, {
      services,
      sidePackets: { TABLE: pictures, MODEL: 'nets/model.json' },
      outputs: [],
    });
    expect(numbers(run.sidePackets['TABLE'])).toEqual([2, 20, 2, 20]);
    expect(run.sidePackets['EMBEDDING']).toMatchObject({ as: 'network', model: 'nets/model.json', width: 2 });
    expect(seen.map(one => one.shape)).toEqual([
      [1, 2, 2, 3],
      [1, 2, 2, 3],
    ]);
    expect(Math.min(...(seen[0]?.data ?? []))).toBeLessThan(0);
    expect(disposed).toBe(1);
  });

  it('refuses what does not fit', async () => {
    const run = (options: object, sidePackets: object = {}) =>
      runCalculator(embedCalculator, {
        services: { [trainingFilesService.key]: memoryFiles({ 'bad.json': '{}' }) },
        sidePackets: { TABLE: pictures, ...sidePackets },
        inputs: { ROW: [] },
        ...options,
      });
    await expect(run({}, { MODEL: 'm.json' })).rejects.toThrow('nothing here runs networks');
    await expect(run({ options: { embedding_file: 'bad.json' } })).rejects.toThrow('bad.json: is no embedding');
    await expect(run({ options: { column: 'class' } })).rejects.toThrow('holds texts');
    await expect(run({ inputs: { ROW: [[0, { x: [1, 2] }]] } })).rejects.toThrow(
      'an example has 2 numbers, those of the embedding [4, 4, 3]',
    );
  });
});
