import { defineCalculator, option, required, text } from '../../../graph/index.ts';
import { readColumn } from '../tables/read-column.ts';
import { table } from '../tables/table.ts';

/** Writes a table as text. */
export const formatTableCalculator = defineCalculator({
  name: 'FormatTableCalculator',
  summary:
    'Writes a table as text: aligned Markdown to read, or comma-separated values. Markdown rounds numbers that are no integers; CSV keeps every digit. What is not known stays empty.',
  example: `
calculator: FormatTableCalculator
input_stream: TABLE:summary
output_stream: TEXT:summary_text
options: {format: markdown, digits: 3}
`,
  inputs: { TABLE: required(table, 'The table') },
  outputs: { TEXT: required(text, 'Its text, with a final line end') },
  options: {
    format: option.choice(['markdown', 'csv'], { description: 'The form', default: 'markdown' }),
    columns: option.list(option.string({ description: 'A column' }), {
      description: 'These columns, in this order; left out, all',
    }),
    digits: option.integer({ description: 'Of Markdown: decimals', default: 4, minimum: 0, maximum: 15 }),
  },
  open: ({ options, nodeName }) => ({
    map(rows) {
      const names = options.columns ?? [...rows.columns.keys()];
      const columns = names.map(name => readColumn(rows, name, `node "${nodeName}"`));
      const isNumber = columns.map(column => column.kind === 'number');
      const cell = (column: (typeof columns)[number], row: number): string => {
        if (column.kind === 'text') return column.values[row] ?? '';
        const value = column.data[row] ?? Number.NaN;
        if (Number.isNaN(value)) return '';
        const isShort = options.format === 'csv' || Number.isInteger(value) || !Number.isFinite(value);
        return isShort ? String(value) : value.toFixed(options.digits);
      };
      const lines = Array.from({ length: rows.rows }, (_, row) => columns.map(column => cell(column, row)));
      return options.format === 'csv' ? csv([names, ...lines]) : markdown(names, lines, isNumber);
    },
  }),
});

function csv(lines: readonly (readonly string[])[]): string {
  const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return lines.map(line => `${line.map(quoted).join(',')}\n`).join('');
}

function markdown(
  names: readonly string[],
  lines: readonly (readonly string[])[],
  isNumber: readonly boolean[],
): string {
  const cells = [names, ...lines].map(line => line.map(one => one.replaceAll('|', String.raw`\|`)));
  const widths = names.map((_, i) => Math.max(3, ...cells.map(line => line[i]?.length ?? 0)));
  const row = (line: readonly string[]): string =>
    `| ${line.map((one, i) => (isNumber[i] === true ? one.padStart(widths[i] ?? 0) : one.padEnd(widths[i] ?? 0))).join(' | ')} |\n`;
  const rule = widths.map((width, i) => (isNumber[i] === true ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  const [head = [], ...body] = cells;
  return [row(head), `| ${rule.join(' | ')} |\n`, ...body.map(row)].join('');
}
