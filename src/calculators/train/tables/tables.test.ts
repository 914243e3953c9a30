import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../../../test/fixtures/training/memory-files.ts';
import { runCalculator } from '../../../graph/testing/index.ts';
import { trainingFilesService } from '../training-files.ts';
import { biasedRowsCalculator } from './biased-rows.ts';
import { corruptLabelsCalculator } from './corrupt-labels.ts';
import { csvTableCalculator } from './csv-table.ts';
import { imageFolderCalculator } from './image-folder.ts';
import { jsonlTableCalculator } from './jsonl-table.ts';
import { selectRowsCalculator } from './select-rows.ts';
import { splitCalculator } from './split.ts';
import type { Table } from './table.ts';
import { tableTransformCalculator } from './table-transform.ts';
import { tensorTableCalculator } from './tensor-table.ts';

const services = (files: Readonly<Record<string, string>>) => ({ [trainingFilesService.key]: memoryFiles(files) });
const values = (table: unknown, name: string): unknown => {
  const column = (table as Table).columns.get(name);
  return column?.kind === 'text' ? column.values : Array.from(column?.data ?? []);
};

async function csv(text: string, options: Readonly<Record<string, unknown>> = {}): Promise<Table> {
  const run = await runCalculator(csvTableCalculator, {
    services: services({ 'a.csv': text }),
    options: { file: 'a.csv', ...options },
  });
  return run.sidePackets['TABLE'] as Table;
}

describe('CsvTableCalculator', () => {
  it('tells numbers from texts, and knows what is missing', async () => {
    const table = await csv('age,job,zip\r\n39,"clerk, senior",012\r\n?,"a ""b""",345\n', { text_columns: ['zip'] });
    expect(table.rows).toBe(2);
    expect(values(table, 'age')).toEqual([39, Number.NaN]);
    expect(values(table, 'job')).toEqual(['clerk, senior', 'a "b"']);
    expect(values(table, 'zip')).toEqual(['012', '345']);
  });

  it('names the row that does not fit', async () => {
    await expect(csv('a,b\n1,2\n3\n')).rejects.toThrow('row 2 has 1 cells, the header 2');
    await expect(csv('a,a\n1,2\n')).rejects.toThrow('the column "a" stands twice');
    await expect(csv('a\n"x\n')).rejects.toThrow('line 2: a quotation mark is not closed');
    await expect(csv('')).rejects.toThrow('the file is empty');
  });
});

it('JsonlTableCalculator reads numbers, lists and texts', async () => {
  const text = '{"x":[1,2],"y":true,"t":"a"}\n\n{"x":[3,4],"y":false}\n';
  const read = (content: string) =>
    runCalculator(jsonlTableCalculator, { services: services({ 'a.jsonl': content }), options: { file: 'a.jsonl' } });
  const table = (await read(text)).sidePackets['TABLE'];
  expect([values(table, 'x'), values(table, 'y')]).toEqual([
    [1, 2, 3, 4],
    [1, 0],
  ]);
  await expect(read('{"x":[1]}\n{"x":[1,2]}\n')).rejects.toThrow('row 1 holds 2 numbers, the first 1');
  await expect(read('{"x":1}\nnot json\n')).rejects.toThrow('a.jsonl:2: is no JSON');
});

it('ImageFolderCalculator numbers the classes by name', async () => {
  const run = await runCalculator(imageFolderCalculator, {
    services: services({ 'f/b/2.png': '', 'f/a/1.jpg': '', 'f/a/notes.txt': '' }),
    options: { folder: 'f', width: 2, height: 2, gray: true },
  });
  expect(run.sidePackets['LABELS']).toEqual(['a', 'b']);
  expect(values(run.sidePackets['TABLE'], 'y')).toEqual([0, 1]);
  expect(values(run.sidePackets['TABLE'], 'file')).toEqual(['f/a/1.jpg', 'f/b/2.png']);
});

it('TensorTableCalculator makes a column of each tensor', async () => {
  const tensor = (shape: number[], ...data: number[]) => ({ shape, dtype: 'float32', data: Float32Array.from(data) });
  const run = (second: unknown) =>
    runCalculator(tensorTableCalculator, {
      sidePackets: { 'TENSOR:0': tensor([2, 2], 1, 2, 3, 4), 'TENSOR:1': second },
      options: { columns: ['x', 'y'] },
    });
  const table = (await run(tensor([2], 0, 1))).sidePackets['TABLE'] as Table;
  expect(table.columns.get('x')).toMatchObject({ shape: [2] });
  await expect(run(tensor([3], 0, 1, 2))).rejects.toThrow('has 3 rows, the first 2');
});

describe('SplitCalculator and CorruptLabelsCalculator', () => {
  const rows = `id,label\n${Array.from({ length: 20 }, (_, i) => `${i},${i < 10 ? 'no' : 'yes'}`).join('\n')}\n`;

  it('divides each class by itself, the same way for the same seed', async () => {
    const table = await csv(rows);
    const run = async (seed: number) => {
      const { sidePackets } = await runCalculator(splitCalculator, {
        sidePackets: { TABLE: table },
        outputSidePackets: ['PART:0', 'PART:1'],
        options: { shares: [0.7, 0.3], stratify: 'label', seed },
      });
      return [sidePackets['PART:0'], sidePackets['PART:1']];
    };
    const [train, valid] = await run(1);
    expect((values(train, 'label') as string[]).filter(label => label === 'no')).toHaveLength(7);
    const all = [...(values(train, 'id') as number[]), ...(values(valid, 'id') as number[])];
    expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(values((await run(1))[0], 'id')).toEqual(values(train, 'id'));
    expect(values((await run(2))[0], 'id')).not.toEqual(values(train, 'id'));
  });

  it('divides into counts, one of which is the rest', async () => {
    const table = await csv(rows);
    const run = (counts: readonly number[]) =>
      runCalculator(splitCalculator, {
        sidePackets: { TABLE: table },
        outputSidePackets: ['PART:0', 'PART:1', 'PART:2'],
        options: { counts, seed: 1 },
      });
    const { sidePackets } = await run([3, 0, 5]);
    const parts = [0, 1, 2].map(i => values(sidePackets[`PART:${i}`], 'id') as number[]);
    expect(parts.map(part => part.length)).toEqual([3, 12, 5]);
    expect(parts.flat().sort((a, b) => a - b)).toEqual(values(table, 'id'));
    await expect(run([3, 0, 17])).rejects.toThrow('the counts 3, 0, 17 need more than the 20 rows there are');
    await expect(run([3, 0, 0])).rejects.toThrow('Two parts are to have the rest');
  });

  it('keeps the rows that meet conditions', async () => {
    const table = await csv(rows);
    const run = (label: string) =>
      runCalculator(selectRowsCalculator, {
        sidePackets: { TABLE: table },
        options: { where: [{ column: 'label', in: [label] }] },
      });
    const { sidePackets } = await run('yes');
    expect(new Set(values(sidePackets['TABLE'], 'label') as string[])).toEqual(new Set(['yes']));
    await expect(run('maybe')).rejects.toThrow('none of 20 rows meets the conditions');
  });

  it('puts noise into labels of texts, and says where', async () => {
    const table = await csv(rows);
    const { sidePackets } = await runCalculator(corruptLabelsCalculator, {
      sidePackets: { TABLE: table },
      options: { column: 'label', rate: 0.25 },
    });
    const [before, after] = [values(table, 'label') as string[], values(sidePackets['TABLE'], 'label') as string[]];
    const changed = before.flatMap((label, i) => (label === after[i] ? [] : [i]));
    expect(changed).toHaveLength(5);
    expect(sidePackets['NOISY_ROWS']).toEqual(changed);
  });
});

describe('TableTransformCalculator', () => {
  const options = {
    features: [
      { column: 'age', as: 'standardise' },
      { column: 'gain', as: 'log1p' },
      { column: 'job', as: 'one_hot' },
      { column: 'text', as: 'tf_idf' },
    ],
    target: { column: 'label', as: 'one_hot' },
  };

  it('fits on the first table alone, and applies to all', async () => {
    const train = await csv('age,gain,job,text,label\n10,0,a,good doctor,no\n30,1,b,good,yes\n');
    const other = await csv('age,gain,job,text,label\n40,NA,c,bad,yes\n');
    const run = await runCalculator(tableTransformCalculator, {
      services: services({}),
      sidePackets: { 'TABLE:0': train, 'TABLE:1': other },
      outputs: [],
      outputSidePackets: ['TABLE:0', 'TABLE:1', 'FITTED'],
      options,
    });
    const x = values(run.sidePackets['TABLE:0'], 'x') as number[];
    expect(x.slice(0, 4)).toEqual([-1, 0, 1, 0]);
    // Age 40 is two deviations off; what is missing is the mean; job c and the word "bad" were not there.
    const y = values(run.sidePackets['TABLE:1'], 'x') as number[];
    expect(y.map(value => Number(value.toFixed(6)))).toEqual([2, Number(Math.log1p(0.5).toFixed(6)), 0, 0, 0, 0]);
    expect(values(run.sidePackets['TABLE:1'], 'y')).toEqual([0, 1]);

    const again = await runCalculator(tableTransformCalculator, {
      services: services({ 'p.json': JSON.stringify(run.sidePackets['FITTED']) }),
      inputs: { ROW: [[0, { age: 40, job: 'c', text: 'bad', gain: null }]] },
      outputSidePackets: [],
      options: { fitted_file: 'p.json' },
    });
    const answer = again.outputs['BATCH']?.[0]?.[1] as { readonly table: Table };
    expect(values(answer.table, 'x')).toEqual(y);
  });

  it('names a class that the training rows lack', async () => {
    const train = await csv('age,label\n10,no\n30,yes\n');
    const run = runCalculator(tableTransformCalculator, {
      services: services({}),
      sidePackets: { 'TABLE:0': train, 'TABLE:1': await csv('age,label\n1,perhaps\n') },
      outputs: [],
      outputSidePackets: ['TABLE:0', 'TABLE:1'],
      options: { features: [{ column: 'age' }], target: { column: 'label' } },
    });
    await expect(run).rejects.toThrow('row 0 has the class "perhaps" in "label", which the training rows lack');
  });
});

it('BiasedRowsCalculator makes harmless rows of group a look harmful, the same ones for the same seed', async () => {
  const make = async (seed: number) =>
    (await runCalculator(biasedRowsCalculator, { options: { rows: 2000, seed, mislabelled: 0 } })).sidePackets['TABLE'];
  const rows = await make(1);
  const [signal, label] = [values(rows, 'signal') as number[], values(rows, 'label') as number[]];
  const groups = values(rows, 'group') as string[];
  const mean = (group: string): number => {
    const found = signal.filter((_, i) => groups[i] === group && label[i] === 0);
    return found.reduce((sum, value) => sum + value, 0) / found.length;
  };
  expect(mean('a') - mean('b')).toBeGreaterThan(0.4);
  expect(values(await make(1), 'signal')).toEqual(signal);
  expect(values(await make(2), 'signal')).not.toEqual(signal);
});
