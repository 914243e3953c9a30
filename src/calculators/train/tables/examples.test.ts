import { describe, expect, it } from 'vitest';
import { wavOf } from '../../../../test/fixtures/training/class-folders.ts';
import { memoryFiles } from '../../../../test/fixtures/training/memory-files.ts';
import { runCalculator } from '../../../graph/testing/index.ts';
import { withTargetUnits } from '../network/target-units.ts';
import { trainingFilesService } from '../training-files.ts';
import { csvTableCalculator } from './csv-table.ts';
import { exampleRowsCalculator } from './example-rows.ts';
import type { FittedTransform } from './fitted-transform.ts';
import { imageFolderCalculator } from './image-folder.ts';
import { jsonlTableCalculator } from './jsonl-table.ts';
import { soundFolderCalculator } from './sound-folder.ts';
import type { Table } from './table.ts';
import { tableTransformCalculator } from './table-transform.ts';

const services = (files = memoryFiles()) => ({ [trainingFilesService.key]: files });
const column = (table: unknown, name: string) => (table as Table).columns.get(name);

describe('SoundFolderCalculator', () => {
  const files = memoryFiles();
  files.files.set('words/no/a.wav', wavOf(Int16Array.of(0, 16384, 0, -16384), 8));
  files.files.set('words/yes/b.WAV', wavOf(Int16Array.of(16384), 4));
  files.files.set('words/yes/notes.txt', new Uint8Array(0));

  it('reads each class at one rate and length', async () => {
    const run = await runCalculator(soundFolderCalculator, {
      services: services(files),
      sidePackets: { FOLDER: 'words' },
      options: { rate: 8, seconds: 0.5 },
    });
    expect(run.sidePackets['LABELS']).toEqual(['no', 'yes']);
    expect(column(run.sidePackets['TABLE'], 'x')).toEqual({
      kind: 'number',
      data: Float32Array.of(0, 0.5, 0, -0.5, 0, 0.5, 0.5, 0),
      shape: [4],
    });
    expect(column(run.sidePackets['TABLE'], 'class')).toEqual({ kind: 'text', values: ['no', 'yes'] });
  });

  it('names the file that is no sound, and the folder without any', async () => {
    const run = (folder: string) =>
      runCalculator(soundFolderCalculator, { services: services(files), options: { folder } });
    await expect(run('there')).rejects.toThrow('the folder there has no sub-folder with WAV files');
    files.files.set('bad/a/x.wav', new Uint8Array(3));
    await expect(run('bad')).rejects.toThrow('bad/a/x.wav: is no WAV file');
    await expect(runCalculator(soundFolderCalculator, { services: services() })).rejects.toThrow('No folder is named');
  });
});

describe('ExampleRowsCalculator', () => {
  it.each(['picture', 'sound', 'pose'])('makes %ss of four classes, the same for the same seed', async kind => {
    const make = async (seed: number) =>
      (await runCalculator(exampleRowsCalculator, { options: { kind, per_class: 2, side: 8, seconds: 0.02, seed } }))
        .sidePackets['TABLE'];
    const first = await make(1);
    expect(await make(1)).toEqual(first);
    expect(column(await make(2), 'x')).not.toEqual(column(first, 'x'));
    const classes = column(first, 'class');
    expect(new Set(classes?.kind === 'text' ? classes.values : []).size).toBe(4);
    const x = column(first, 'x');
    expect(x?.kind === 'number' && x.data.every(Number.isFinite)).toBe(true);
  });

  it('stands in where no folder or file is named', async () => {
    const made = (await runCalculator(exampleRowsCalculator, { options: { kind: 'pose', per_class: 1 } })).sidePackets;
    for (const loader of [imageFolderCalculator, soundFolderCalculator, jsonlTableCalculator, csvTableCalculator]) {
      const run = await runCalculator(loader, { services: services(), sidePackets: { DEFAULT: made['TABLE'] } });
      expect(run.sidePackets['TABLE']).toBe(made['TABLE']);
    }
  });
});

describe('classes that come later', () => {
  const rows = (values: readonly string[]): Table => ({
    rows: values.length,
    columns: new Map([
      ['c', { kind: 'text', values }],
      ['x', { kind: 'number', data: new Float64Array(values.length), shape: [] }],
    ]),
  });
  const fit = async (values: readonly string[], files = memoryFiles()) => {
    const run = await runCalculator(tableTransformCalculator, {
      services: services(files),
      sidePackets: { TABLE: rows(values) },
      outputs: [],
      options: {
        features: [{ column: 'x' }],
        target: { column: 'c', as: 'one_hot', labels_file: 'out/preprocess.json' },
      },
    });
    return run.sidePackets as unknown as { readonly FITTED: FittedTransform; readonly TABLE: Table };
  };

  it('follow those of an earlier export', async () => {
    const first = await fit(['b', 'd']);
    expect(first.FITTED.target?.classes).toEqual(['b', 'd']);
    const files = memoryFiles({ 'out/preprocess.json': JSON.stringify(first.FITTED) });
    const then = await fit(['d', 'c', 'a', 'b'], files);
    expect(then.FITTED.target?.classes).toEqual(['b', 'd', 'a', 'c']);
    expect(column(then.TABLE, 'y')).toMatchObject({ shape: [4] });
  });

  it('change how many units a network has', async () => {
    const { TABLE: table } = await fit(['a', 'b', 'c']);
    const spec = {
      layers: [{ kind: 'dense', units: 'target' }],
      heads: [{ name: 'h', layers: [{ kind: 'dense', units: 2 }] }],
    };
    expect(withTargetUnits(spec, table, 'y', 'here').layers).toEqual([{ kind: 'dense', units: 3 }]);
    expect(() => withTargetUnits(spec, table, 'x2', 'here')).toThrow('no column "x2"');
    const plain = rows(['a']);
    expect(() => withTargetUnits(spec, plain, 'x', 'here')).toThrow('is one number per row');
  });
});
