import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../../../test/fixtures/training/memory-files.ts';
import { runCalculator } from '../../../graph/testing/index.ts';
import type { Batch } from '../batches/batch.ts';
import { examplesFiles, parseExamples } from '../export/examples-file.ts';
import type { NumberColumn, Table } from '../tables/table.ts';
import { trainingFilesService } from '../training-files.ts';
import { classLabelCalculator } from './class-label.ts';
import { knnClassifierCalculator } from './knn-classifier.ts';

const column = (data: readonly number[], shape: readonly number[] = []): NumberColumn => ({
  kind: 'number',
  data: Float32Array.from(data),
  shape,
});
const examples: Table = {
  rows: 4,
  columns: new Map([
    ['x', column([1, 0, 2, 0.1, 0, 1, 0.1, 3], [2])],
    ['y', column([1, 0, 1, 0, 0, 1, 0, 1], [2])],
  ]),
};
const asked: Batch = { epoch: 0, step: 0, last: true, table: examples, rows: [1, 2], ids: [1, 2] };
const services = (files = memoryFiles()) => ({ [trainingFilesService.key]: files });

describe('KnnClassifierCalculator', () => {
  it('asks the nearest examples, and measures the answers', async () => {
    const run = await runCalculator(knnClassifierCalculator, {
      services: services(),
      sidePackets: { EXAMPLES: examples },
      inputs: { BATCH: [[0, asked]] },
      options: { k: 3, metrics: [{ kind: 'accuracy' }] },
    });
    expect(run.outputs['OUTPUT']?.[0]?.[1]).toEqual({
      output: [
        [2 / 3, 1 / 3],
        [1 / 3, 2 / 3],
      ],
    });
    expect(run.outputs['METRICS']?.[0]?.[1]).toEqual({ accuracy: 1 });
  });

  it('reads the examples of an export, and refuses rows of another width', async () => {
    const columns = new Map(
      [...examples.columns].filter((one): one is [string, NumberColumn] => one[1].kind === 'number'),
    );
    const files = memoryFiles();
    for (const [name, bytes] of examplesFiles(columns, 4)) files.files.set(`out/${name}`, bytes);
    expect(await parseExamples(files, 'out/examples.json')).toEqual(examples);
    const narrow = { ...examples, columns: new Map([['x', column([1, 2, 3, 4])]]) };
    const run = (table: Table) =>
      runCalculator(knnClassifierCalculator, {
        services: services(files),
        inputs: { BATCH: [[0, { ...asked, table }]] },
        options: { examples_file: 'out/examples.json', k: 1 },
      });
    expect((await run(examples)).outputs['OUTPUT']?.[0]?.[1]).toEqual({
      output: [
        [1, 0],
        [0, 1],
      ],
    });
    await expect(run(narrow)).rejects.toThrow('a row has 1 features, the examples 2');
    files.files.set('out/examples.bin', new Uint8Array(8));
    await expect(run(examples)).rejects.toThrow('holds no examples');
  });
});

describe('ClassLabelCalculator', () => {
  const preprocess = (classes: readonly (string | number)[]): string =>
    JSON.stringify({
      kind: 'millrace-preprocess',
      version: 1,
      features: [],
      target: { column: 'c', as: 'one_hot', classes },
    });
  const label = (classes: readonly (string | number)[], answer: unknown) =>
    runCalculator(classLabelCalculator, {
      services: services(memoryFiles({ 'preprocess.json': preprocess(classes) })),
      inputs: { OUTPUT: [[3, answer]] },
      options: { labels_file: 'preprocess.json' },
    });

  it('names the largest output, or cuts a single one at a half', async () => {
    expect(
      (
        await label(['a', 'b', 'c'], {
          output: [
            [0.1, 0.2, 0.7],
            [0.5, 0.5, 0],
          ],
        })
      ).outputs['LABEL'],
    ).toEqual([
      [
        3,
        [
          { label: 'c', score: 0.7 },
          { label: 'a', score: 0.5 },
        ],
      ],
    ]);
    expect((await label([0, 1], { output: [[0.75]] })).outputs['LABEL']?.[0]?.[1]).toEqual([{ label: 1, score: 0.75 }]);
  });

  it('refuses answers of other classes', async () => {
    await expect(label(['a', 'b'], { output: [[1, 2, 3]] })).rejects.toThrow(
      'an answer has 3 numbers, there are 2 classes',
    );
    await expect(label(['a', 'b'], {})).rejects.toThrow('the answer has no output ""');
    await expect(label([], {})).rejects.toThrow('has no classes');
  });
});
