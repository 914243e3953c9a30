import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import {
  complaintPhrases,
  consultationPhrases,
  fillerPhrases,
} from '../../../src/calculators/train/kernels/examples/consultation-phrases.ts';
import { memoryFiles } from '../../fixtures/training/memory-files.ts';
import { runGraphFile } from '../../fixtures/training/run-graph-file.ts';

const smsa = fileURLToPath(new URL('../../../../shared/cases/training/data/', import.meta.url));

type Figures = Readonly<Record<string, number>>;

it('graphs/feedback-ranking/train.yaml finds the good doctors, learns from the seniors, and keeps texts to itself', async () => {
  const files = memoryFiles();
  const seen = await runGraphFile('graphs/feedback-ranking/train.yaml', {
    files,
    set: {
      examples: { doctors: 12, per_doctor: 25, seed: 1 },
      features: { features: [{ column: 'text', as: 'hash_tf_idf', size: 1024, ngrams: 2 }] },
      store: { initial: 60, seed: 1 },
      ask: { count: 30 },
    },
    watch: ['metrics'],
  });
  const rounds = seen['metrics'] as readonly Figures[];
  expect(rounds.map(one => one['judged_rows'])).toEqual([60, 90, 120, 150]);
  const [first, last] = [rounds[0], rounds.at(-1)];
  expect(last?.['label_accuracy']).toBeGreaterThan(first?.['label_accuracy'] ?? 1);
  expect(last?.['label_accuracy']).toBeGreaterThan(0.93);
  expect(last?.['tau']).toBeGreaterThanOrEqual(0.75);
  expect(last?.['suggestion_precision']).toBeGreaterThanOrEqual(0.8);
  expect(await files.list('out/feedback')).toEqual(['ask.json', 'insights.json', 'metrics.json', 'ranking.json']);
  expect(await files.list('out/model')).toContain('serve.yaml');
  // Of what was said, only chosen examples go out, and only in the insights.
  const said = [
    ...Object.values(consultationPhrases).flatMap(one => [...one.good, ...one.poor]),
    ...complaintPhrases,
    ...fillerPhrases,
  ].filter(one => one.length > 12);
  const written = [...files.files.keys()].filter(path => path.startsWith('out/'));
  for (const path of written) {
    const found = said.filter(one => files.text(path).includes(one));
    if (path === 'out/feedback/insights.json') expect(found.length).toBeGreaterThan(0);
    else expect(found).toEqual([]);
    expect(complaintPhrases.filter(one => files.text(path).includes(one))).toEqual([]);
  }
});

// Needs the data beside the repository: ../shared/cases/training/data.
it.skipIf(!existsSync(`${smsa}indonlu_smsa_train.csv`))(
  'graphs/feedback-ranking/sentiment.yaml learns moods from a part of SmSA (needs ../shared)',
  async () => {
    const files = memoryFiles();
    for (const name of ['train', 'valid']) files.files.set(name, readFileSync(`${smsa}indonlu_smsa_${name}.csv`));
    const seen = await runGraphFile('graphs/feedback-ranking/sentiment.yaml', {
      files,
      sidePackets: { train: 'train', valid: 'valid' },
      set: {
        train_rows: { max_rows: 2000 },
        valid_rows: { max_rows: 400 },
        features: { features: [{ column: 'text', as: 'hash_tf_idf', size: 4096, ngrams: 2 }] },
      },
      options: { epochs: 3 },
      watch: ['metrics'],
    });
    expect(Math.max(...(seen['metrics'] as readonly Figures[]).map(one => one['accuracy'] ?? 0))).toBeGreaterThan(0.75);
  },
);

it('graphs/feedback-ranking/sentiment.yaml learns any label of any column of texts', async () => {
  const texts = [
    'kamar bersih',
    'kamar kotor sekali',
    'handuk bersih',
    'handuk kotor',
    'air panas mati',
    'air panas lancar',
  ];
  const judged = (text: string) => (/kotor|mati/.test(text) ? 'neg' : 'pos');
  const rows = Array.from({ length: 60 }, (_, i) => texts[(i * 7) % 6] ?? '').map(text => `${text},${judged(text)}`);
  const csv = ['review,linen', ...rows, ''].join('\n');
  const files = memoryFiles({ train: csv, valid: csv });
  const seen = await runGraphFile('graphs/feedback-ranking/sentiment.yaml', {
    files,
    sidePackets: { train: 'train', valid: 'valid' },
    set: {
      features: { features: [{ column: 'text', as: 'hash_tf_idf', size: 64, ngrams: 1 }] },
      source: { batch_size: 10 },
    },
    options: { text: 'review', label: 'linen', epochs: 20, path: 'out/linen' },
    watch: ['metrics'],
  });
  expect(Math.max(...(seen['metrics'] as readonly Figures[]).map(one => one['macro_f1'] ?? 0))).toBeGreaterThan(0.9);
  const metadata = JSON.parse(files.text('out/linen/metadata.json')) as {
    readonly name: string;
    readonly labels: object;
  };
  expect([metadata.name, metadata.labels]).toEqual(['linen', ['neg', 'pos']]);
});
