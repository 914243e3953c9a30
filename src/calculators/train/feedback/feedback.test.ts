import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../../../test/fixtures/training/memory-files.ts';
import { runCalculator } from '../../../graph/testing/index.ts';
import type { Batch } from '../batches/batch.ts';
import { hashText } from '../kernels/text/hash-text.ts';
import { applyHashTfIdf, fitHashTfIdf } from '../kernels/text/hash-tf-idf.ts';
import { sentences } from '../kernels/text/sentences.ts';
import type { TrainedModel } from '../network/trained-model.ts';
import { applyTransform } from '../tables/apply-transform.ts';
import { fitTransform } from '../tables/fit-transform.ts';
import type { Column, Table } from '../tables/table.ts';
import { trainingFilesService } from '../training-files.ts';
import { consultationRowsCalculator } from './consultation-rows.ts';
import type { DoctorRank } from './doctor-rank.ts';
import { exampleConsultationsCalculator } from './example-consultations.ts';
import { feedbackSinkCalculator } from './feedback-sink.ts';
import { insightsCalculator } from './insights.ts';
import { labelStoreCalculator } from './label-store.ts';
import { rankDoctorsCalculator } from './rank-doctors.ts';
import { rankingReportCalculator } from './ranking-report.ts';
import { seniorAnswersCalculator } from './senior-answers.ts';
import type { Suggestion } from './suggestion.ts';
import { uncertainRowsCalculator } from './uncertain-rows.ts';

const texts = (...values: string[]): Column => ({ kind: 'text', values });
const numbers = (values: readonly number[], shape: readonly number[] = []): Column => ({
  kind: 'number',
  data: Float64Array.from(values),
  shape,
});
const tableOf = (columns: Readonly<Record<string, Column>>): Table => {
  const [first] = Object.values(columns);
  const size = first?.kind === 'number' ? first.data.length / Math.max(1, first.shape[0] ?? 1) : first?.values.length;
  return { rows: size ?? 0, columns: new Map(Object.entries(columns)) };
};
const tick = (epoch: number) => ({ epoch, step: epoch, epochs: 3 });
const batchOf = (table: Table, rows: readonly number[]): Batch => ({
  epoch: 0,
  step: 0,
  last: true,
  table,
  rows,
  ids: rows,
});

describe('hashed tf-idf', () => {
  it('is the hashed counts, weighed by rarity, of length 1', () => {
    const fitted = fitHashTfIdf(['a b', 'a c', 'a'], 64, 1);
    const found = applyHashTfIdf(fitted, 'a b b');
    const raw = hashText('a b b', 64, 1).map((value, i) => value * (fitted.idf[i] ?? 0));
    const length = Math.hypot(...raw);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo((raw[i] ?? 0) / length, 12);
    });
    const place = (word: string): number => hashText(word, 64).findIndex(value => value !== 0);
    expect(fitted.idf[place('a')]).toBe(Math.log(4 / 4) + 1);
    expect(fitted.idf[place('b')]).toBeCloseTo(Math.log(4 / 2) + 1, 12);
    expect(applyHashTfIdf(fitted, '!?').every(value => value === 0)).toBe(true);
  });

  it('sentences end with a mark or a line', () => {
    expect(sentences('Ya. Sejak kapan?\nMinum  obat!! ')).toEqual(['Ya.', 'Sejak kapan?', 'Minum  obat!!']);
    expect(sentences(' .\n')).toEqual([]);
  });
});

describe('ConsultationRowsCalculator', () => {
  const run = (messages: string, more: Readonly<Record<string, Column>> = {}) =>
    runCalculator(consultationRowsCalculator, {
      sidePackets: { TABLE: tableOf({ messages: texts(messages), ...more }) },
      options: { aspects: ['greeting', 'advice'] },
    });

  it('reads texts, response times and judgements', async () => {
    const talk = JSON.stringify([
      [0, 'patient', 'Sakit'],
      [4, 'doctor', 'Halo.'],
      [5, 'doctor', 'Ya.'],
      [6, 'patient', 'Dok?'],
    ]);
    const { columns } = (await run(talk, { label_advice: numbers([1]) })).sidePackets['TABLE'] as Table;
    expect(columns.get('text')).toEqual(texts('Halo.\nYa.'));
    expect(columns.get('response_first')).toEqual(numbers([4]));
    expect(columns.get('unanswered')).toEqual(numbers([1]));
    expect(columns.get('labels')).toEqual(numbers([Number.NaN, 1], [2]));
    expect(columns.has('messages')).toBe(false);
  });

  it('names the row that cannot be read', async () => {
    await expect(run('[[1, "doctor"]]')).rejects.toThrow('the messages of row 0 cannot be read');
    await expect(run('no json')).rejects.toThrow('Write [[time, "doctor" or "patient", text], …]');
  });
});

describe('the round of senior doctors', () => {
  const rows = tableOf({ labels: numbers([1, 1, Number.NaN, 1, 0, 0, 1, 0], [2]), id: texts('a', 'b', 'c', 'd') });

  it('starts with some judged rows and adds what was said, but no row without a judgement', async () => {
    const run = await runCalculator(labelStoreCalculator, {
      sidePackets: { TABLE: rows },
      inputs: {
        ROUND: [
          [0, tick(0)],
          [1, tick(1)],
        ],
        SENIOR: [[1, { rows: [0, 1, 2, 3] }]],
      },
      options: { initial: 1, seed: 3 },
    });
    const [first, second] = run.outputs['BATCH']?.map(([, value]) => (value as Batch).rows) ?? [];
    expect(first).toHaveLength(1);
    expect(second).toEqual([0, 2, 3]);
    const none = tableOf({ labels: numbers([Number.NaN]) });
    await expect(
      runCalculator(labelStoreCalculator, { sidePackets: { TABLE: none }, inputs: { ROUND: [] } }),
    ).rejects.toThrow('no row has been judged in every aspect');
  });

  it('asks about what is least sure and not judged', async () => {
    const scored = tableOf({ output: numbers([0.5, 0.5, 0.9, 0.9, 0.4, 0.6, 1, 0], [2]) });
    const run = await runCalculator(uncertainRowsCalculator, {
      inputs: { TABLE: [[0, scored]], BATCH: [[0, batchOf(scored, [0])]] },
      options: { count: 2 },
    });
    expect(run.outputs['ROWS']).toEqual([[0, [2, 1]]]);
  });

  it('answers with what has been judged, and rejects what is no weakness', async () => {
    const truth = tableOf({ doctor: texts('x', 'y'), advice: numbers([0.9, 0.1]) });
    const run = await runCalculator(seniorAnswersCalculator, {
      sidePackets: { TABLE: rows, TRUTH: truth },
      inputs: {
        ROWS: [[0, [1, 3]]],
        INSIGHTS: [
          [
            0,
            [
              { doctor: 'x', aspect: 'advice' },
              { doctor: 'y', aspect: 'advice' },
            ],
          ],
        ],
      },
    });
    expect(run.outputs['SENIOR']).toEqual([
      [0, { rows: [3], rejected: [{ doctor: 'x', aspect: 'advice' }], stop: false }],
    ]);
  });
});

describe('RankDoctorsCalculator', () => {
  const options = { aspects: ['a', 'b'], weights: [0.5, 0.5] };
  const rank = async (table: Table, more: object = {}): Promise<readonly DoctorRank[]> => {
    const run = await runCalculator(rankDoctorsCalculator, {
      inputs: { TABLE: [[0, table]] },
      options: { ...options, ...more },
    });
    return run.outputs['RANKING']?.[0]?.[1] as readonly DoctorRank[];
  };
  const rows = tableOf({
    doctor: texts('y', 'y', 'x', 'x', 'z'),
    output: numbers([1, 0, 1, 0, 0, 1, 0, 1, 1, 1], [2]),
    response_first: numbers([2, 4, Number.NaN, 6, 1]),
    unanswered: numbers([0, 1, 0, 0, 0]),
  });

  it('shrinks, lists those with few consultations without a rank, and breaks ties by name', async () => {
    const found = await rank(rows, { prior_strength: 2, min_volume: 2 });
    expect(found.map(one => [one.doctor, one.rank, one.consultations])).toEqual([
      ['x', 1, 2],
      ['y', 2, 2],
      ['z', null, 1],
    ]);
    // (2 * 0 + 2 * 0.5) / 4
    expect(found[0]?.scores).toEqual({ a: 0.25, b: 0.75 });
    expect(found[0]?.means).toEqual({ a: 0, b: 1 });
    expect(found[0]?.gaps).toEqual({ a: 0.25, b: -0.25 });
    expect(found.map(one => Math.round(one.index))).toEqual([50, 50, 67]);
    expect(found.map(one => one.response_first)).toEqual([6, 3, 1]);
    expect(found.map(one => one.unanswered)).toEqual([0, 0.5, 0]);
  });

  it('looks at one period when asked to, and wants weights that sum to 1', async () => {
    const columns = new Map([...rows.columns, ['period', numbers([1, 2, 1, 2, 1])]] as const);
    const found = await rank({ ...rows, columns }, { period: '1', min_volume: 1 });
    expect(found.map(one => one.consultations)).toEqual([1, 1, 1]);
    await expect(rank(rows, { weights: [1, 1] })).rejects.toThrow('The weights do not sum to 1');
  });

  it('is nearer to the truth at five consultations each than plain means are', async () => {
    const aspects = ['greeting', 'history', 'clarity', 'advice', 'closing'];
    const made = await runCalculator(exampleConsultationsCalculator, {
      options: { doctors: 40, per_doctor: 5, mistaken: 0, seed: 2 },
    });
    const { sidePackets } = await runCalculator(consultationRowsCalculator, {
      sidePackets: { TABLE: made.sidePackets['TABLE'] },
      options: { aspects },
    });
    const judged = sidePackets['TABLE'] as Table;
    const labels = judged.columns.get('labels');
    const table: Table = { ...judged, columns: new Map([...judged.columns, ['output', labels ?? numbers([])]]) };
    const ranking = await rank(table, { aspects, weights: [0.2, 0.2, 0.2, 0.2, 0.2] });
    const report = await runCalculator(rankingReportCalculator, {
      sidePackets: { TRUTH: made.sidePackets['TRUTH'] },
      inputs: {
        RANKING: [[0, ranking]],
        INSIGHTS: [[0, []]],
        TABLE: [[0, table]],
        BATCH: [[0, batchOf(table, [])]],
      },
      options: { aspects, weights: [0.2, 0.2, 0.2, 0.2, 0.2] },
    });
    const figures = report.outputs['METRICS']?.[0]?.[1] as Readonly<Record<string, number>>;
    expect(figures['rmse']).toBeLessThan(0.9 * (figures['rmse_raw'] ?? 0));
    expect(figures['tau']).toBeGreaterThan(0.5);
    expect(figures['label_accuracy']).toBe(1);
  });
});

describe('InsightsCalculator', () => {
  const rows = tableOf({
    consultation: texts('x-1', 'y-1'),
    doctor: texts('x', 'y'),
    text: texts('bad advice. neutral words.', 'good advice. neutral words.'),
    output: numbers([0.1, 0.9]),
  });
  const fitted = fitTransform(rows, [{ column: 'text', as: 'hash_tf_idf', size: 4096, ngrams: 1 }], undefined, 'here');
  // A weight for "good" and one against "bad".
  const data = new Float32Array(4096);
  const at = (word: string) => {
    const x = applyTransform(fitted, tableOf({ text: texts(word) }), 'here').columns.get('x');
    const values = x?.kind === 'number' ? Array.from(x.data) : [];
    const place = values.findIndex(value => value !== 0);
    return { place, sign: Math.sign(values[place] ?? 0) };
  };
  data[at('good').place] = at('good').sign;
  data[at('bad').place] = -at('bad').sign;
  const model: TrainedModel = {
    topology: { json: {}, inputShape: [4096], outputs: ['output'] },
    weights: [{ name: 'output/kernel', shape: [4096, 1], trainable: true, data }],
    step: 0,
    epoch: 0,
  };
  const ranking = [
    { doctor: 'y', rank: 1, gaps: { advice: -0.4 } },
    { doctor: 'x', rank: 2, gaps: { advice: 0.4 } },
    { doctor: 'w', rank: null, gaps: { advice: 0.9 } },
  ];
  const suggest = async (
    senior: readonly unknown[] = [],
    weights = model.weights,
    actions: readonly unknown[] = [{ aspect: 'advice', action: 'Say more' }],
  ) => {
    const run = await runCalculator(insightsCalculator, {
      sidePackets: { FITTED: fitted },
      inputs: {
        RANKING: [[0, ranking]],
        TABLE: [[0, rows]],
        MODEL: [[0, { ...model, weights }]],
        SENIOR: [[0, { rejected: senior }]],
      },
      options: { aspects: ['advice'], actions },
    });
    return run.outputs['INSIGHTS']?.[0]?.[1] as readonly Suggestion[];
  };

  it('suggests to whom is below the peers, with the sentences that counted', async () => {
    const [only, ...others] = await suggest();
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      doctor: 'x',
      aspect: 'advice',
      gap: 0.4,
      action: 'Say more',
      better: ['good advice.'],
    });
    expect(only?.examples.map(one => [one.consultation, one.sentence])).toEqual([['x-1', 'bad advice.']]);
  });

  it('does not repeat what was rejected, and wants a linear model and an action for each aspect', async () => {
    expect(await suggest([{ doctor: 'x', aspect: 'advice' }])).toEqual([]);
    await expect(suggest([], [...model.weights, ...model.weights])).rejects.toThrow(
      'the model has 2 layers with kernels',
    );
    await expect(suggest([], model.weights, [])).rejects.toThrow('There is no action for "advice"');
  });
});

it('FeedbackSinkCalculator writes the last round, and names consultations only', async () => {
  const files = memoryFiles();
  await runCalculator(feedbackSinkCalculator, {
    services: { [trainingFilesService.key]: files },
    sidePackets: { TABLE: tableOf({ consultation: texts('a', 'b'), text: texts('secret', 'secret') }) },
    inputs: {
      RANKING: [
        [0, []],
        [1, [{ doctor: 'x' }]],
      ],
      INSIGHTS: [
        [0, []],
        [1, []],
      ],
      ROWS: [
        [0, [0]],
        [1, [1]],
      ],
    },
    options: { path: 'out' },
  });
  expect(JSON.parse(files.text('out/ranking.json'))).toEqual([{ doctor: 'x' }]);
  expect(JSON.parse(files.text('out/ask.json'))).toEqual(['b']);
  expect([...files.files.keys()].sort()).toEqual([
    'out/ask.json',
    'out/insights.json',
    'out/metrics.json',
    'out/ranking.json',
  ]);
});
