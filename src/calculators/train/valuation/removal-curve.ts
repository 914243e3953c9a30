import { defineCalculator, list, number, option, optional, record, repeated, required } from '../../../graph/index.ts';
import { type Classifier, fitClassifier, type LabelledRows } from '../kernels/linear/classifier.ts';
import { keptRows } from '../kernels/valuation/discovery.ts';
import { table } from '../tables/table.ts';
import { classifierOptions } from './classifier-options.ts';
import { labelledRows, takeLabelled } from './labelled-rows.ts';
import { namesFault } from './names-fault.ts';
import { scoreClassifier } from './score-classifier.ts';

/** How valuations serve learning. */
export const removalCurveCalculator = defineCalculator({
  name: 'RemovalCurveCalculator',
  summary:
    'Compares valuations by what a linear classifier learns without the rows of lowest, or of highest, value: accuracy on test rows per share removed. Figures for robust learning: the accuracy without as many low rows as suit the validation rows best, and, for values in 0..1, that of a training with the values as weights.',
  example: `
calculator: RemovalCurveCalculator
input_stream: [VALUES:0:dvrl, VALUES:1:loo]
input_side_packet: [TRAIN:train, VALID:valid, TEST:test]
output_stream: [TABLE:curves, FIGURES:figures]
options: {names: [dvrl, loo], weighted: [dvrl]}
`,
  inputs: {
    VALUES: repeated(list(number), 'Values of the training rows, in the order of the option names', { min: 1 }),
  },
  outputs: {
    TABLE: optional(table, 'Columns method, removed, without_lowest, without_highest'),
    FIGURES: optional(
      record,
      'learning.NAME and weighted.NAME (accuracy), low_20.NAME (gain of removing the lowest 20 %), high_40.NAME (loss of removing the highest 40 %)',
    ),
  },
  sidePackets: {
    TRAIN: required(table, 'The rows that were valued: x and y'),
    VALID: required(table, 'The rows that tell how many to remove'),
    TEST: required(table, 'The rows that accuracy is measured on'),
  },
  options: {
    ...classifierOptions,
    names: option.list(option.string({ description: 'A name' }), {
      description: 'What the valuations are called, by index of VALUES',
      required: true,
    }),
    weighted: option.list(option.string({ description: 'A name' }), {
      description: 'Valuations whose values are chances, 0..1, and serve as weights',
      default: [],
    }),
    bins: option.integer({ description: 'Steps from nothing to all', default: 20, minimum: 5 }),
    most: option.number({ description: 'The largest share removed', default: 0.5, minimum: 0.4, maximum: 0.95 }),
  },
  *check({ options, inputs }) {
    yield* namesFault(options.names, inputs('VALUES'));
    if (options.bins % 5 !== 0)
      yield `bins is ${options.bins}, no multiple of 5: there would be no bin of 20 %. Choose one.`;
    const unknown = options.weighted.find(name => !options.names.includes(name));
    if (unknown !== undefined) yield `weighted names "${unknown}". The valuations: ${options.names.join(', ')}.`;
  },
  open({ sidePackets, options, nodeName }) {
    const where = `node "${nodeName}"`;
    const train = labelledRows(sidePackets.TRAIN, where);
    const valid = labelledRows(sidePackets.VALID, where, train.classes);
    const test = labelledRows(sidePackets.TEST, where, train.classes);
    const { bins, l2, max_steps: maxSteps, names, most } = options;
    const steps = Math.floor(most * bins + 1e-9);
    const fit = (rows: LabelledRows, start?: Classifier, weights?: readonly number[]): Classifier =>
      fitClassifier(rows, { l2, maxSteps, start, weights });

    return {
      process({ inputs, outputs }) {
        const whole = fit(train);
        const rows: {
          readonly method: string;
          readonly removed: number;
          readonly low: number;
          readonly high: number;
        }[] = [];
        const figures: Record<string, number> = {};
        for (const [i, name] of names.entries()) {
          const values = inputs.VALUES[i]?.value;
          if (values === undefined) continue;
          const without = (remove: 'low' | 'high'): readonly Scores[] => {
            const found: Scores[] = [];
            let start = whole;
            for (let b = 0; b <= steps; b++) {
              const kept = takeLabelled(train, keptRows(values, remove, b, bins));
              // Where one class is left there is nothing to learn.
              if (new Set(Array.from(kept.labels)).size < 2) break;
              start = fit(kept, start);
              found.push({
                test: scoreClassifier('accuracy', start, test),
                valid: scoreClassifier('accuracy', start, valid),
              });
            }
            return found;
          };
          const [low, high] = [without('low'), without('high')];
          for (let b = 0; b <= steps; b++) {
            const [one, other] = [low[b]?.test ?? Number.NaN, high[b]?.test ?? Number.NaN];
            rows.push({ method: name, removed: b / bins, low: one, high: other });
          }
          const best = low.reduce((found, one) => (one.valid > found.valid ? one : found), {
            valid: -1,
            test: Number.NaN,
          });
          const all = low[0]?.test ?? Number.NaN;
          figures[`learning.${name}`] = best.test;
          figures[`low_20.${name}`] = (low[bins / 5]?.test ?? Number.NaN) - all;
          figures[`high_40.${name}`] = all - (high[(2 * bins) / 5]?.test ?? Number.NaN);
          if (options.weighted.includes(name)) {
            figures[`weighted.${name}`] = scoreClassifier('accuracy', fit(train, whole, values), test);
          }
        }
        outputs.FIGURES?.emit(figures);
        outputs.TABLE?.emit({
          rows: rows.length,
          columns: new Map([
            ['method', { kind: 'text', values: rows.map(one => one.method) }],
            ['removed', { kind: 'number', data: Float64Array.from(rows, one => one.removed), shape: [] }],
            ['without_lowest', { kind: 'number', data: Float64Array.from(rows, one => one.low), shape: [] }],
            ['without_highest', { kind: 'number', data: Float64Array.from(rows, one => one.high), shape: [] }],
          ]),
        });
      },
    };
  },
});

interface Scores {
  readonly test: number;
  readonly valid: number;
}
