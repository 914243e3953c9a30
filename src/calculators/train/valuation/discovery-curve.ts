import { defineCalculator, list, number, option, optional, record, repeated, required } from '../../../graph/index.ts';
import { discoveryCurve } from '../kernels/valuation/discovery.ts';
import { noisyF1 } from '../kernels/valuation/two-means.ts';
import { table } from '../tables/table.ts';
import { namesFault } from './names-fault.ts';

/** How fast valuations find corrupted rows. */
export const discoveryCurveCalculator = defineCalculator({
  name: 'DiscoveryCurveCalculator',
  summary:
    'Compares valuations by how many of the corrupted rows are found when rows are inspected from the lowest value on: a curve for each, its area, the shares found at 20 and 40 % inspected, and the F1 of the lower of two clusters of values.',
  example: `
calculator: DiscoveryCurveCalculator
input_stream: [VALUES:0:dvrl, VALUES:1:loo]
input_side_packet: NOISY_ROWS:noisy_rows
output_stream: [TABLE:curves, FIGURES:figures]
options: {names: [dvrl, loo]}
`,
  inputs: { VALUES: repeated(list(number), 'Values of the same rows, in the order of the option names', { min: 1 }) },
  outputs: {
    TABLE: optional(
      table,
      'Columns method, inspected, found: a row for each valuation and bin, and for the perfect order',
    ),
    FIGURES: optional(record, 'found_20.NAME, found_40.NAME, area.NAME, f1.NAME'),
  },
  sidePackets: { NOISY_ROWS: required(list(number), 'The numbers of the corrupted rows') },
  options: {
    names: option.list(option.string({ description: 'A name' }), {
      description: 'What the valuations are called, by index of VALUES',
      required: true,
    }),
    bins: option.integer({ description: 'Points of a curve', default: 20, minimum: 5 }),
  },
  *check({ options, inputs }) {
    yield* namesFault(options.names, inputs('VALUES'));
    if (options.bins % 5 !== 0)
      yield `bins is ${options.bins}, no multiple of 5: there would be no bin of 20 %. Choose one.`;
  },
  open: ({ sidePackets, options }) => ({
    process({ inputs, outputs }) {
      const { bins, names } = options;
      const noisy = sidePackets.NOISY_ROWS;
      const rows: { readonly method: string; readonly inspected: number; readonly found: number }[] = [];
      const figures: Record<string, number> = {};
      let optimal: readonly number[] = [];
      const add = (method: string, curve: readonly number[]): void => {
        rows.push({ method, inspected: 0, found: 0 });
        for (const [b, found] of curve.entries()) rows.push({ method, inspected: (b + 1) / bins, found });
      };
      for (const [i, name] of names.entries()) {
        const values = inputs.VALUES[i]?.value;
        if (values === undefined) continue;
        const curve = discoveryCurve(values, noisy, { bins });
        ({ optimal } = curve);
        add(name, curve.found);
        figures[`found_20.${name}`] = curve.found[bins / 5 - 1] ?? Number.NaN;
        figures[`found_40.${name}`] = curve.found[(2 * bins) / 5 - 1] ?? Number.NaN;
        figures[`area.${name}`] = curve.area;
        figures[`f1.${name}`] = noisyF1(values, noisy);
      }
      add('perfect order', optimal);
      outputs.FIGURES?.emit(figures);
      outputs.TABLE?.emit({
        rows: rows.length,
        columns: new Map([
          ['method', { kind: 'text', values: rows.map(one => one.method) }],
          ['inspected', { kind: 'number', data: Float64Array.from(rows, one => one.inspected), shape: [] }],
          ['found', { kind: 'number', data: Float64Array.from(rows, one => one.found), shape: [] }],
        ]),
      });
    },
  }),
});
