import { defineCalculator, option, required, text } from '../../../graph/index.ts';
import { type PlotPoint, svgPlot } from '../kernels/plot/svg-plot.ts';
import { readColumn, readNumbers } from '../tables/read-column.ts';
import { type Table, table } from '../tables/table.ts';

/** Draws a table. */
export const plotCalculator = defineCalculator({
  name: 'PlotCalculator',
  summary:
    'Draws two columns of a table as an SVG picture: lines, points or both, one series for each value of a third column, or one for each of several y columns.',
  example: `
calculator: PlotCalculator
input_stream: TABLE:summary
output_stream: SVG:plot
options: {x: fpr_gap, y: accuracy, series: penalty, label: weight, title: What fairness costs}
`,
  inputs: { TABLE: required(table, 'The rows') },
  outputs: { SVG: required(text, 'The picture') },
  options: {
    x: option.string({ description: 'The column to the right', required: true }),
    y: option.list(option.string({ description: 'A column' }), { description: 'The columns upwards', required: true }),
    series: option.string({ description: 'The column that tells series apart; left out, all rows are one' }),
    label: option.string({ description: 'The column that is written at the points' }),
    kind: option.choice(['line', 'scatter', 'both'], { description: 'How it is drawn', default: 'both' }),
    title: option.string({ description: 'Above the picture', default: '' }),
    x_label: option.string({ description: 'At the x axis; left out, the column' }),
    y_label: option.string({ description: 'At the y axis; left out, the first column' }),
    y_from: option.number({ description: 'The y axis begins here or lower' }),
    width: option.integer({ description: 'Pixels', default: 640, minimum: 200, maximum: 4000 }),
    height: option.integer({ description: 'Pixels', default: 400, minimum: 150, maximum: 4000 }),
  },
  open: ({ options, nodeName }) => ({
    map(rows) {
      const where = `node "${nodeName}"`;
      const x = readNumbers(rows, options.x, where).data;
      const label = options.label === undefined ? undefined : textsOf(rows, options.label, where);
      const names = options.series === undefined ? undefined : textsOf(rows, options.series, where);
      const series = options.y.flatMap(column => {
        const y = readNumbers(rows, column, where).data;
        const point = (row: number): PlotPoint => ({
          x: x[row] ?? Number.NaN,
          y: y[row] ?? Number.NaN,
          label: label?.[row],
        });
        const all = Array.from({ length: rows.rows }, (_, row) => row);
        if (names === undefined) return [{ name: column, points: all.map(point) }];
        return [...new Set(names)].map(name => ({
          name: options.y.length === 1 ? name : `${name}, ${column}`,
          points: all.filter(row => names[row] === name).map(point),
        }));
      });
      const { kind, title, width, height, y_from: yFrom, x_label: xLabel = options.x } = options;
      const yLabel = options.y_label ?? options.y[0] ?? '';
      return svgPlot({ title, xLabel, yLabel, series, kind, width, height, yFrom });
    },
  }),
});

function textsOf(rows: Table, name: string, where: string): readonly string[] {
  const column = readColumn(rows, name, where);
  return column.kind === 'text' ? column.values : Array.from(column.data, String);
}
