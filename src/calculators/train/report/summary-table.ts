import { defineCalculator, MillraceError, option, record, required, Timestamp } from '../../../graph/index.ts';
import { quantile } from '../kernels/metrics/quantile.ts';
import { type Column, type Table, table } from '../tables/table.ts';

/** Medians over runs. */
export const summaryTableCalculator = defineCalculator({
  name: 'SummaryTableCalculator',
  summary:
    'Gathers records, such as the results of a sweep, and sends one table when they end: a row for each combination of the values named in by, in the order of their first record, with the median (or mean, lowest, highest) of each figure and the number of records as runs.',
  example: `
calculator: SummaryTableCalculator
input_stream: RECORD:result
output_stream: TABLE:summary
options: {by: [penalty, weight], figures: [{name: accuracy}, {name: fixed.fpr_gap, as: gap}]}
`,
  inputs: { RECORD: required(record, 'Records') },
  outputs: { TABLE: required(table, 'The table, once, after the last record') },
  options: {
    by: option.list(option.string({ description: 'A name' }), {
      description: 'What tells rows apart; everything else, such as a seed, is summed up',
      default: [],
    }),
    figures: option.list(
      option.object(
        {
          name: option.string({ description: 'Its name in the records', required: true }),
          as: option.string({ description: 'Its column; left out, the name' }),
          statistic: option.choice(['median', 'mean', 'min', 'max'], {
            description: 'What stands for all records of a row',
            default: 'median',
          }),
        },
        { description: 'A figure' },
      ),
      { description: 'The figures', required: true },
    ),
    methods: option.list(option.string({ description: 'A name' }), {
      description:
        'When given, each of these has a row of its own: its figures are FIGURE.NAME, and a column method says the name. One without a figure has none in its row',
    }),
  },
  timestampOffset: null,
  open({ options, nodeName }) {
    const groups = new Map<string, Readonly<Record<string, unknown>>[]>();
    let last: Timestamp = -1;
    return {
      process({ inputs, inputTimestamp }) {
        const one = inputs.RECORD.value;
        if (one === undefined) return;
        const missing =
          options.methods === undefined
            ? options.figures.find(({ name }) => typeof one[name] !== 'number')
            : options.figures.find(({ name }) => !options.methods?.some(method => `${name}.${method}` in one));
        if (missing !== undefined) {
          throw new MillraceError(
            'NOT_FOUND',
            `node "${nodeName}": a record has no figure "${missing.name}". It has: ${Object.keys(one).join(', ')}.`,
          );
        }
        const key = JSON.stringify(options.by.map(name => one[name] ?? null));
        const group = groups.get(key) ?? [];
        groups.set(key, group);
        group.push(one);
        last = inputTimestamp;
      },
      close({ outputs, graphStatus }) {
        if (groups.size === 0 || graphStatus === 'failed' || graphStatus === 'cancelled') return;
        outputs.TABLE.emit(summarise([...groups.values()], options), Timestamp.next(last));
      },
      saveState: () => ({ groups: [...groups], last }),
      loadState(saved) {
        const state = saved as { groups: [string, Readonly<Record<string, unknown>>[]][]; last: Timestamp };
        for (const [key, group] of state.groups) groups.set(key, group);
        last = state.last;
      },
    };
  },
});

interface Figure {
  readonly name: string;
  readonly as?: string | undefined;
  readonly statistic: 'median' | 'mean' | 'min' | 'max';
}

interface Layout {
  readonly by: readonly string[];
  readonly figures: readonly Figure[];
  readonly methods?: readonly string[] | undefined;
}

function summarise(
  groups: readonly (readonly Readonly<Record<string, unknown>>[])[],
  { by, figures, methods }: Layout,
): Table {
  const rows = groups.flatMap(group => (methods ?? ['']).map(method => ({ group, method })));
  const columns = new Map<string, Column>();
  for (const name of by) {
    const values = rows.map(({ group: [first] }) => first?.[name]);
    columns.set(
      name,
      values.every(value => typeof value === 'number')
        ? numbers(values)
        : { kind: 'text', values: values.map(value => (typeof value === 'string' ? value : JSON.stringify(value))) },
    );
  }
  if (methods !== undefined) columns.set('method', { kind: 'text', values: rows.map(({ method }) => method) });
  for (const { name, as, statistic } of figures) {
    const values = rows.map(({ group, method }) => {
      const full = methods === undefined ? name : `${name}.${method}`;
      return statisticOf(
        group.map(one => Number(one[full] ?? Number.NaN)),
        statistic,
      );
    });
    columns.set(as ?? name, numbers(values));
  }
  columns.set('runs', numbers(rows.map(({ group }) => group.length)));
  return { rows: rows.length, columns };
}

function statisticOf(values: readonly number[], statistic: Figure['statistic']): number {
  switch (statistic) {
    case 'median':
      return values.some(Number.isNaN) ? Number.NaN : quantile(values, 0.5);
    case 'mean':
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
  }
}

function numbers(values: readonly number[]): Column {
  return { kind: 'number', data: Float64Array.from(values), shape: [] };
}
