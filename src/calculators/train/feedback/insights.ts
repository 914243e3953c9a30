import { defineCalculator, list, MillraceError, option, optional, record, required } from '../../../graph/index.ts';
import { sentences } from '../kernels/text/sentences.ts';
import { type TrainedModel, trainedModel } from '../network/trained-model.ts';
import { applyTransform } from '../tables/apply-transform.ts';
import { fittedTransform } from '../tables/fitted-transform.ts';
import { columnWidth, readColumn, readNumbers } from '../tables/read-column.ts';
import { type Table, table } from '../tables/table.ts';
import type { DoctorRank } from './doctor-rank.ts';
import type { Suggestion } from './suggestion.ts';

/** Consultations whose sentences are looked at for one suggestion: the worst of the doctor, the best of others. */
const LOOKED_AT = 4;

/** Suggests what a doctor may do better. */
export const insightsCalculator = defineCalculator({
  name: 'InsightsCalculator',
  summary:
    'Suggests actions: for each doctor the aspects furthest below the peers, with sentences of their own that counted most against the aspect and sentences of others that counted most for it, by their contribution to the log-odds of a linear model. What senior doctors have rejected is not suggested again. No other text of a consultation goes out.',
  example: `
calculator: InsightsCalculator
input_stream: [RANKING:ranking, TABLE:scored, MODEL:model, SENIOR:heard]
input_side_packet: FITTED:preprocess
output_stream: INSIGHTS:insights
options:
  aspects: [greeting, advice]
  actions: [{aspect: advice, action: Say what to take and how often}]
`,
  inputs: {
    RANKING: required(list(record), 'As RankDoctorsCalculator gives it'),
    TABLE: required(table, 'A row per consultation: consultation, doctor, text, output'),
    MODEL: required(trainedModel, 'The linear model that gave output: one dense layer'),
    SENIOR: optional(record, 'What senior doctors said in the round before: {rejected: [{doctor, aspect}]}'),
  },
  outputs: { INSIGHTS: required(list(record), 'A Suggestion each, by doctor as ranked, the largest gap first') },
  sidePackets: { FITTED: required(fittedTransform, 'The preprocessing that makes features of text') },
  options: {
    aspects: option.list(option.string({ description: 'A name' }), {
      description: 'What the columns of output are',
      required: true,
    }),
    actions: option.list(
      option.object(
        {
          aspect: option.string({ description: 'An aspect', required: true }),
          action: option.string({ description: 'What to suggest', required: true }),
        },
        { description: 'A rule' },
      ),
      { description: 'What is suggested for each aspect', required: true },
    ),
    per_doctor: option.integer({ description: 'Suggestions at most', default: 2, minimum: 1 }),
    smallest_gap: option.number({
      description: 'How far below the peers an aspect must be',
      default: 0.05,
      minimum: 0,
    }),
    examples: option.integer({ description: 'Sentences of each kind', default: 2, minimum: 0 }),
  },
  *check({ options }) {
    for (const aspect of options.aspects) {
      if (!options.actions.some(one => one.aspect === aspect)) yield `There is no action for "${aspect}". Name one.`;
    }
  },
  open({ sidePackets, options, nodeName }) {
    const where = `node "${nodeName}"`;
    const rejected = new Set<string>();
    return {
      process({ inputs, outputs }) {
        for (const one of rejectedOf(inputs.SENIOR?.value)) rejected.add(one);
        const [ranking, rows, model] = [inputs.RANKING.value, inputs.TABLE.value, inputs.MODEL.value];
        if (ranking === undefined || rows === undefined || model === undefined) return;
        const found = (ranking as unknown as readonly DoctorRank[]).flatMap(doctor => suggest(doctor, rows, model));
        outputs.INSIGHTS.emit(found as unknown as readonly Readonly<Record<string, unknown>>[]);
      },
      saveState: () => [...rejected],
      loadState(saved) {
        for (const one of saved as readonly string[]) rejected.add(one);
      },
    };

    function suggest(doctor: DoctorRank, rows: Table, model: TrainedModel): readonly Suggestion[] {
      if (doctor.rank === null) return [];
      return options.aspects
        .map((aspect, a) => ({ aspect, a, gap: doctor.gaps[aspect] ?? 0 }))
        .filter(one => one.gap >= options.smallest_gap && !rejected.has(keyOf(doctor.doctor, one.aspect)))
        .sort((x, y) => y.gap - x.gap || x.a - y.a)
        .slice(0, options.per_doctor)
        .map(({ aspect, a, gap }) => {
          const own = contributions(rows, model, a, name => name === doctor.doctor, 1);
          const others = contributions(rows, model, a, name => name !== doctor.doctor, -1);
          return {
            doctor: doctor.doctor,
            aspect,
            gap,
            action: options.actions.find(one => one.aspect === aspect)?.action ?? '',
            examples: own.filter(one => one.contribution < 0),
            better: [...new Set(others.filter(one => one.contribution > 0).map(one => one.sentence))],
          };
        });
    }

    /**
     * The sentences that count most against an aspect (`sign` 1), or for it (-1), in the consultations where the aspect did
     * worst, or best.
     */
    function contributions(
      rows: Table,
      model: TrainedModel,
      a: number,
      isMeant: (doctor: string) => boolean,
      sign: 1 | -1,
    ) {
      const doctors = textsOf(rows, 'doctor');
      const texts = textsOf(rows, 'text');
      const ids = textsOf(rows, 'consultation');
      const scores = readNumbers(rows, 'output', where);
      const width = columnWidth(scores);
      const score = (row: number): number => sign * (scores.data[row * width + a] ?? 0);
      const chosen = doctors
        .map((_, row) => row)
        .filter(row => isMeant(doctors[row] ?? ''))
        .sort((x, y) => score(x) - score(y) || x - y)
        .slice(0, LOOKED_AT);
      const said = chosen.flatMap(row =>
        sentences(texts[row] ?? '').map(sentence => ({ consultation: ids[row] ?? '', sentence })),
      );
      if (said.length === 0) return [];
      const features = applyTransform(
        sidePackets.FITTED,
        { rows: said.length, columns: new Map([['text', { kind: 'text', values: said.map(one => one.sentence) }]]) },
        where,
      );
      const x = readNumbers(features, 'x', where);
      const size = columnWidth(x);
      const kernel = kernelOf(model, size * width);
      return said
        .map((one, i) => {
          let contribution = 0;
          for (let k = 0; k < size; k++) contribution += (x.data[i * size + k] ?? 0) * (kernel[k * width + a] ?? 0);
          return { ...one, contribution };
        })
        .sort((p, q) => sign * (p.contribution - q.contribution))
        .filter((one, i, all) => all.findIndex(other => other.sentence === one.sentence) === i)
        .slice(0, options.examples);
    }

    function kernelOf(model: TrainedModel, size: number): Float32Array {
      const kernels = model.weights.filter(one => one.name.endsWith('/kernel'));
      const [only] = kernels;
      if (only === undefined || kernels.length > 1 || only.data.length !== size) {
        throw new MillraceError(
          'INVALID_ARGUMENT',
          `${where}: the model has ${kernels.length} layers with kernels. Contributions need one dense layer from features to aspects.`,
        );
      }
      return only.data;
    }

    function textsOf(rows: Table, name: string): readonly string[] {
      const column = readColumn(rows, name, where);
      return column.kind === 'text' ? column.values : Array.from(column.data, String);
    }
  },
});

function keyOf(doctor: string, aspect: string): string {
  return JSON.stringify([doctor, aspect]);
}

function rejectedOf(senior: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const list = senior?.['rejected'];
  if (!Array.isArray(list)) return [];
  return (list as readonly { readonly doctor?: unknown; readonly aspect?: unknown }[]).map(one =>
    keyOf(String(one.doctor), String(one.aspect)),
  );
}
