import { describe, expect, it } from 'vitest';
import { type MemoryFiles, memoryFiles } from '../../../../test/fixtures/training/memory-files.ts';
import { serveInMemory } from '../../../../test/fixtures/training/serve-in-memory.ts';
import { type CalculatorRun, runCalculator } from '../../../graph/testing/index.ts';
import type { FittedTransform } from '../tables/fitted-transform.ts';
import type { Table } from '../tables/table.ts';
import { trainingFilesService } from '../training-files.ts';
import { examplesExportCalculator } from './examples-export.ts';
import { parseExamples } from './examples-file.ts';

const fitted: FittedTransform = {
  kind: 'millrace-preprocess',
  version: 1,
  features: [
    { as: 'standardise', column: 'width', shift: [10], scale: [2] },
    { as: 'identity', column: 'height', fill: 0, width: 1 },
  ],
  target: { column: 'kind', as: 'classes', classes: ['flat', 'tall'] },
};
/** Two flat examples and one tall one. */
const examples: Table = {
  rows: 3,
  columns: new Map([
    ['x', { kind: 'number', data: Float64Array.of(1, 0.125, 2, 0.25, -0.5, 3), shape: [2] }],
    ['y', { kind: 'number', data: Float32Array.of(0, 0, 1), shape: [] }],
    ['name', { kind: 'text', values: ['a', 'b', 'c'] }],
  ]),
};

/** The files after an export into a folder that holds an older one. */
async function exported(given: CalculatorRun = {}): Promise<MemoryFiles> {
  const files = memoryFiles({ 'out/old.txt': 'of the former export' });
  await runCalculator(examplesExportCalculator, {
    services: { [trainingFilesService.key]: files },
    inputs: {
      METRICS: [
        [0, { accuracy: 0.25 }],
        [1, { accuracy: 0.75 }],
      ],
    },
    sidePackets: { EXAMPLES: examples, FITTED: fitted },
    options: { path: 'out', name: 'shapes', k: 1 },
    ...given,
  });
  return files;
}

describe('ExamplesExportCalculator', () => {
  it('writes the examples, what prepares rows like them, and the last figures', async () => {
    const files = await exported();
    expect(await files.list('out')).toEqual([
      'examples.bin',
      'examples.json',
      'metadata.json',
      'preprocess.json',
      'serve.yaml',
    ]);
    expect(JSON.parse(files.text('out/metadata.json'))).toEqual({
      name: 'shapes',
      labels: ['flat', 'tall'],
      examples: 3,
      k: 1,
      metrics: { accuracy: 0.75 },
    });
    expect(JSON.parse(files.text('out/preprocess.json'))).toEqual(fitted);
    expect(await parseExamples(files, 'out/examples.json')).toEqual({
      rows: 3,
      columns: new Map([
        ['x', { kind: 'number', data: Float32Array.of(1, 0.125, 2, 0.25, -0.5, 3), shape: [2] }],
        ['y', { kind: 'number', data: Float32Array.of(0, 0, 1), shape: [] }],
      ]),
    });
    expect((await exported()).files).toEqual(files.files);
  });

  it('writes a graph that answers with the nearest of them', async () => {
    const files = await exported();
    const rows = [
      { width: 14, height: 0.25 },
      { width: 9, height: 3 },
    ];
    const { answers, labels } = await serveInMemory(files, 'out', rows);
    expect(answers).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(labels).toEqual(['flat', 'tall']);
  });

  it('names the embedding that the rows went through', async () => {
    const embedding = { kind: 'millrace-embedding', version: 1, column: 'picture', shape: [8, 8, 3], model: null };
    const files = await exported({
      sidePackets: { EXAMPLES: examples, FITTED: fitted, EMBEDDING: embedding },
    });
    expect(JSON.parse(files.text('out/embedding.json'))).toEqual(embedding);
  });

  it('leaves the folder alone when the run is cancelled', async () => {
    const files = await exported({ cancelAfter: 1 });
    expect([...files.files.keys()]).toEqual(['out/old.txt']);
  });

  it('refuses a preprocessing without classes, and examples without features', async () => {
    await expect(
      exported({ sidePackets: { EXAMPLES: examples, FITTED: { ...fitted, target: null } } }),
    ).rejects.toThrow('the preprocessing has no classes. Give it a target.');
    const bare: Table = { rows: 0, columns: new Map() };
    await expect(exported({ sidePackets: { EXAMPLES: bare, FITTED: fitted } })).rejects.toThrow('"x"');
  });
});
