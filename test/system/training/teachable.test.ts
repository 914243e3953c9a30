import { describe, expect, it } from 'vitest';
import type { Table } from '../../../src/calculators/train/index.ts';
import type { Rgba8Image } from '../../../src/graph/index.ts';
import { hasDigits, learnDigits } from '../../../training/teachable/learn-digits.ts';
import { pictureFolder, poseLines, soundFolder } from '../../fixtures/training/class-folders.ts';
import { memoryFiles } from '../../fixtures/training/memory-files.ts';
import { runGraphFile } from '../../fixtures/training/run-graph-file.ts';
import { serveInMemory } from '../../fixtures/training/serve-in-memory.ts';

type Figures = Readonly<Record<string, number>>;

const textsOf = (table: Table, name: string): readonly string[] => {
  const column = table.columns.get(name);
  return column?.kind === 'text' ? column.values : [];
};

describe.each([
  { kind: 'image', given: () => pictureFolder(10, 24), set: { pictures: { width: 24, height: 24 } } },
  { kind: 'audio', given: () => soundFolder(10, 0.3), set: { sounds: { seconds: 0.3 } } },
  { kind: 'pose', given: () => poseLines(10), set: {} },
])('graphs/teachable/$kind.yaml', ({ kind, given, set }) => {
  it('learns classes from ten examples each, and the export answers as the last evaluation did', async () => {
    const { files, examples } = given();
    const seen = await runGraphFile(`graphs/teachable/${kind}.yaml`, {
      files,
      sidePackets: kind === 'pose' ? { file: 'examples' } : { folder: 'examples' },
      set: { ...set, examples: { kind: 'pose', per_class: 1 }, head: { ...headOf(kind), epochs: 20 } },
      watch: ['metrics', 'head__predictions'],
    });
    expect((seen['metrics']?.at(-1) as Figures)['accuracy']).toBeGreaterThanOrEqual(0.75);
    expect((await files.list(`out/${kind}`)).filter(name => /json|yaml/.test(name))).toEqual([
      'embedding.json',
      'metadata.json',
      'model.json',
      'preprocess.json',
      ...(kind === 'image' ? ['serve-pictures.yaml'] : []),
      'serve.yaml',
    ]);
    const tested = seen['head__predictions']?.at(-1) as Table;
    const names = textsOf(tested, 'file');
    expect(names).toHaveLength(8);
    const { answers, labels } = await serveInMemory(
      files,
      `out/${kind}`,
      names.map(name => ({ x: examples.get(name) })),
    );
    const column = tested.columns.get('output');
    const want = column?.kind === 'number' ? column.data : [];
    expect(answers.flat()).toHaveLength(want.length);
    answers.flat().forEach((value, i) => {
      expect(Math.abs(value - (want[i] ?? Number.NaN))).toBeLessThan(1e-6);
    });
    if (kind === 'image') {
      const pictures = names.map(name => rgbaOf(examples.get(name) ?? []));
      expect((await serveInMemory(files, 'out/image', pictures, 'serve-pictures')).answers).toEqual(answers);
    }
    const right = labels.filter((label, row) => label === textsOf(tested, 'class')[row]).length;
    expect(right / labels.length).toBeCloseTo((seen['metrics']?.at(-1) as Figures)['accuracy'] ?? 0, 9);
  });
});

describe('graphs/teachable', () => {
  it('makes its own examples where none are given', async () => {
    const files = memoryFiles();
    const set = { examples: { kind: 'pose', per_class: 8 }, head: { ...headOf('pose'), epochs: 40 } };
    const seen = await runGraphFile('graphs/teachable/pose.yaml', { files, set, watch: ['metrics'] });
    expect((seen['metrics']?.at(-1) as Figures)['accuracy']).toBeGreaterThanOrEqual(0.75);
  });

  it('keeps the numbers of classes when one is added', async () => {
    const { files } = poseLines(6);
    const all = files.text('examples').split('\n');
    const train = async (lines: readonly string[]): Promise<readonly string[]> => {
      files.files.set('examples', new TextEncoder().encode(lines.join('\n')));
      await runGraphFile('graphs/teachable/pose.yaml', {
        files,
        sidePackets: { file: 'examples' },
        set: { head: { ...headOf('pose'), epochs: 1 } },
        watch: [],
      });
      return (JSON.parse(files.text('out/pose/metadata.json')) as { readonly labels: readonly string[] }).labels;
    };
    expect(await train(all.filter(line => !line.includes('"arms_out"')))).toEqual(['arms_down', 'arms_up', 'sitting']);
    expect(await train(all)).toEqual(['arms_down', 'arms_up', 'sitting', 'arms_out']);
  });

  it('classifies by the nearest examples as well, with the same export', async () => {
    const { files, examples } = pictureFolder(20, 24);
    const seen = await runGraphFile('graphs/teachable/knn.yaml', {
      files,
      sidePackets: { folder: 'examples' },
      set: { pictures: { width: 24, height: 24 }, examples: { kind: 'pose', per_class: 1 } },
      watch: ['metrics', 'answer', 'rows'],
    });
    expect((seen['metrics']?.at(-1) as Figures)['accuracy']).toBeGreaterThanOrEqual(0.6);
    const tested = (seen['rows']?.[0] as { readonly table: Table }).table;
    const { answers, labels } = await serveInMemory(
      files,
      'out/knn',
      textsOf(tested, 'file').map(name => ({ x: examples.get(name) })),
    );
    expect(answers).toEqual((seen['answer']?.[0] as { readonly output: unknown }).output);
    expect(new Set(labels).size).toBeGreaterThan(1);
  });

  // Needs the data beside the repository: ../shared/cases/training/data.
  it.skipIf(!hasDigits)('tells digits from 20 examples of each, at least .85 (needs ../shared)', async () => {
    expect(await learnDigits({ graph: 'image', perClass: 20, asked: 300 })).toBeGreaterThanOrEqual(0.85);
  });
});

/** What a graph of the folder sets on its head: options given by a test replace those of the file one by one. */
function headOf(kind: string): Readonly<Record<string, unknown>> {
  return { path: `out/${kind}`, labels_file: `out/${kind}/preprocess.json` };
}

function rgbaOf(values: readonly number[]): Rgba8Image {
  const side = Math.sqrt(values.length / 3);
  const data = Uint8Array.from({ length: side * side * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : Math.round(255 * (values[3 * Math.floor(i / 4) + (i % 4)] ?? 0)),
  );
  return { kind: 'cpu', format: 'rgba8', width: side, height: side, data };
}
