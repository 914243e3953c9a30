import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../../../test/fixtures/training/memory-files.ts';
import { runCalculator } from '../../../graph/testing/index.ts';
import type { Column, Table } from '../tables/table.ts';
import { trainingFilesService } from '../training-files.ts';
import { compareRowsCalculator } from './compare-rows.ts';
import { formatTableCalculator } from './format-table.ts';
import { paretoFrontCalculator } from './pareto-front.ts';
import { plotCalculator } from './plot.ts';
import { summaryTableCalculator } from './summary-table.ts';
import { textFolderCalculator } from './text-folder.ts';

const numbers = (...values: number[]): Column => ({ kind: 'number', data: Float64Array.from(values), shape: [] });
const tableOf = (columns: Readonly<Record<string, Column | readonly string[]>>): Table => ({
  rows: 3,
  columns: new Map(
    Object.entries(columns).map(([name, one]): [string, Column] => [
      name,
      'kind' in one ? one : { kind: 'text', values: one },
    ]),
  ),
});
const column = (table: unknown, name: string): unknown => {
  const found = (table as Table).columns.get(name);
  return found?.kind === 'text' ? found.values : Array.from(found?.data ?? []);
};

const swept = tableOf({
  penalty: ['mmd', 'mmd', 'a|b'],
  weight: numbers(0, 1.5, 1),
  accuracy: numbers(0.8, 0.79, 0.79),
  gap: numbers(0.1, 0.04, 0.06),
});

describe('SummaryTableCalculator', () => {
  const result = (weight: number, accuracy: number) => ({ penalty: 'mmd', weight, accuracy });

  it('gives the median of each setting, once, at the end', async () => {
    const { outputs } = await runCalculator(summaryTableCalculator, {
      inputs: {
        RECORD: [
          [0, result(1, 0.5)],
          [1, result(0, 0.9)],
          [2, result(1, 0.7)],
          [3, result(1, 0.8)],
        ],
      },
      options: {
        by: ['penalty', 'weight'],
        figures: [{ name: 'accuracy' }, { name: 'accuracy', as: 'worst', statistic: 'min' }],
      },
    });
    expect(outputs['TABLE']).toHaveLength(1);
    const [time, table] = outputs['TABLE']?.[0] ?? [];
    expect(time).toBe(4);
    expect(column(table, 'penalty')).toEqual(['mmd', 'mmd']);
    expect(column(table, 'weight')).toEqual([1, 0]);
    expect(column(table, 'accuracy')).toEqual([0.7, 0.9]);
    expect(column(table, 'worst')).toEqual([0.5, 0.9]);
    expect(column(table, 'runs')).toEqual([3, 1]);
  });

  it('gives each method a row, empty where a method has no such figure', async () => {
    const { outputs } = await runCalculator(summaryTableCalculator, {
      inputs: {
        RECORD: [
          [0, { rate: 0.2, 'found.a': 0.5, 'found.b': 0.7, 'f1.a': 0.1 }],
          [1, { rate: 0.2, 'found.a': 0.7, 'found.b': 0.9, 'f1.a': 0.3 }],
        ],
      },
      options: { by: ['rate'], figures: [{ name: 'found' }, { name: 'f1' }], methods: ['a', 'b'] },
    });
    const table = outputs['TABLE']?.[0]?.[1];
    expect(column(table, 'rate')).toEqual([0.2, 0.2]);
    expect(column(table, 'method')).toEqual(['a', 'b']);
    expect((column(table, 'found') as number[]).map(value => Number(value.toFixed(9)))).toEqual([0.6, 0.8]);
    expect(column(table, 'f1')).toEqual([0.2, Number.NaN]);
  });

  it('names the figure that a record lacks', async () => {
    const run = runCalculator(summaryTableCalculator, {
      inputs: { RECORD: [[0, result(1, 0.5)]] },
      options: { figures: [{ name: 'auc' }] },
    });
    await expect(run).rejects.toThrow('a record has no figure "auc". It has: penalty, weight, accuracy.');
  });
});

it('CompareRowsCalculator compares with one row', async () => {
  const run = (baseline: number) =>
    runCalculator(compareRowsCalculator, {
      inputs: { TABLE: [[0, swept]] },
      options: {
        baseline: [{ column: 'weight', in: [baseline] }],
        compare: [
          { column: 'accuracy', as: 'lost', by: 'loss' },
          { column: 'gap', as: 'fallen', by: 'fall' },
          { column: 'gap', as: 'gain' },
        ],
      },
    });
  const { outputs } = await run(0);
  const table = outputs['TABLE']?.[0]?.[1];
  const near = (name: string): number[] => (column(table, name) as number[]).map(value => Number(value.toFixed(9)));
  expect(near('lost')).toEqual([0, 0.01, 0.01]);
  expect(near('fallen')).toEqual([0, 0.6, 0.4]);
  expect(near('gain')).toEqual([0, -0.06, -0.04]);
  await expect(run(7)).rejects.toThrow('no row meets the conditions of baseline');
});

it('ParetoFrontCalculator marks what no row beats', async () => {
  const { outputs } = await runCalculator(paretoFrontCalculator, {
    inputs: { TABLE: [[0, swept]] },
    options: { maximise: ['accuracy'], minimise: ['gap'] },
  });
  expect(column(outputs['TABLE']?.[0]?.[1], 'pareto')).toEqual([1, 1, 0]);
  const idle = runCalculator(paretoFrontCalculator, { inputs: { TABLE: [[0, swept]] } });
  await expect(idle).rejects.toThrow('Nothing is compared');
});

describe('FormatTableCalculator', () => {
  const format = async (options: Readonly<Record<string, unknown>>) =>
    (await runCalculator(formatTableCalculator, { inputs: { TABLE: [[0, swept]] }, options })).outputs[
      'TEXT'
    ]?.[0]?.[1];

  it('aligns Markdown and keeps bars inside of cells', async () => {
    expect(await format({ columns: ['penalty', 'weight'], digits: 2 })).toBe(
      [
        '| penalty | weight |',
        '| ------- | -----: |',
        '| mmd     |      0 |',
        '| mmd     |   1.50 |',
        String.raw`| a\|b    |      1 |`,
        '',
      ].join('\n'),
    );
  });

  it('writes CSV with every digit', async () => {
    expect(await format({ format: 'csv', columns: ['gap', 'penalty'] })).toBe(
      'gap,penalty\n0.1,mmd\n0.04,mmd\n0.06,a|b\n',
    );
    const unknown = { ...swept, columns: new Map(swept.columns).set('gap', numbers(1, Number.NaN, 2)) };
    const { outputs } = await runCalculator(formatTableCalculator, {
      inputs: { TABLE: [[0, unknown]] },
      options: { format: 'csv', columns: ['gap', 'weight'] },
    });
    expect(outputs['TEXT']?.[0]?.[1]).toBe('gap,weight\n1,0\n,1.5\n2,1\n');
    await expect(format({ columns: ['speed'] })).rejects.toThrow('no column "speed"');
  });
});

it('TextFolderCalculator writes all files at once, at the end', async () => {
  const files = memoryFiles({ 'out/old.md': 'before' });
  const run = (more: Readonly<Record<string, unknown>> = {}) =>
    runCalculator(textFolderCalculator, {
      services: { [trainingFilesService.key]: files },
      inputs: {
        'TEXT:0': [
          [0, 'first'],
          [1, 'last'],
        ],
        'TEXT:1': [[0, '<svg/>']],
      },
      options: { path: 'out', files: ['table.md', 'plot.svg'] },
      ...more,
    });
  await run({ cancelAfter: 1 });
  expect(await files.list('out')).toEqual(['old.md']);
  await run();
  expect(await files.list('out')).toEqual(['plot.svg', 'table.md']);
  expect(files.text('out/table.md')).toBe('last');
  await expect(run({ options: { path: 'out', files: ['a'] } })).rejects.toThrow('2 texts are connected, 1 files named');
});

it('PlotCalculator draws a series for each value, or for each column', async () => {
  const plot = async (options: Readonly<Record<string, unknown>>) =>
    String(
      (await runCalculator(plotCalculator, { inputs: { TABLE: [[0, swept]] }, options: { x: 'gap', ...options } }))
        .outputs['SVG']?.[0]?.[1],
    );
  const bySeries = await plot({ y: 'accuracy', series: 'penalty', label: 'weight' });
  expect(bySeries.match(/<g /g)).toHaveLength(2);
  expect(bySeries).toContain('>a|b</text>');
  expect(bySeries).toContain('>1.5</text>');
  const byColumn = await plot({ y: ['accuracy', 'weight'], kind: 'line' });
  expect(byColumn.match(/<g /g)).toHaveLength(2);
  await expect(plot({ y: 'penalty' })).rejects.toThrow('the column "penalty" holds texts');
});
