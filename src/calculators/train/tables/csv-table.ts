import { defineCalculator, MillraceError, option, required } from '../../../graph/index.ts';
import { parseCsv } from '../kernels/tables/parse-csv.ts';
import { trainingFilesService } from '../training-files.ts';
import { table } from './table.ts';
import { tableFromCells } from './table-from-cells.ts';
import { fileSource, unnamedSource } from './table-source.ts';

/** Reads comma-separated values. */
export const csvTableCalculator = defineCalculator({
  name: 'CsvTableCalculator',
  summary:
    'Reads a CSV file with a header line into a table. A column whose known cells all read as numbers holds numbers; every other one holds texts.',
  example: `
calculator: CsvTableCalculator
output_side_packet: TABLE:people
options: {file: data/people.csv, missing: '?'}
`,
  sidePackets: fileSource,
  outputSidePackets: { TABLE: required(table, 'All rows') },
  options: {
    file: option.string({ description: 'The file, where no side packet names it' }),
    delimiter: option.string({ description: 'What separates cells, one character', default: ',', pattern: '^.$' }),
    text_columns: option.list(option.string({ description: 'A column' }), {
      description: 'Columns that stay texts although they look like numbers, such as postal codes',
      default: [],
    }),
    missing: option.list(option.string({ description: 'A cell' }), {
      description: 'Cells that mean "not known": NaN among numbers',
      default: ['', '?', 'NA', 'NaN'],
    }),
    max_rows: option.integer({ description: 'Reads the first rows only; 0: all', default: 0, minimum: 0 }),
  },
  services: { files: trainingFilesService },
  check: ({ options, sidePackets }) =>
    unnamedSource('file', options.file, sidePackets('FILE') + sidePackets('DEFAULT')),
  async open({ options, sidePackets, outputSidePackets, services, nodeName }) {
    const file = sidePackets.FILE ?? options.file;
    if (file === undefined) {
      if (sidePackets.DEFAULT !== undefined) outputSidePackets.TABLE.set(sidePackets.DEFAULT);
      return { process() {} };
    }
    const where = `node "${nodeName}", ${file}`;
    const content = new TextDecoder().decode(await services.files.readFile(file));
    let rows: string[][];
    try {
      rows = parseCsv(content, options.delimiter);
    } catch (cause) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${where}: ${cause instanceof Error ? cause.message : String(cause)}`,
      );
    }
    const [names, ...lines] = rows;
    if (names === undefined)
      throw new MillraceError('INVALID_ARGUMENT', `${where}: the file is empty. Add a header line.`);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${where}: the column "${twice}" stands twice in the header. Rename one.`,
      );
    }
    const short = lines.findIndex(line => line.length !== names.length);
    if (short >= 0) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${where}: row ${short + 1} has ${lines[short]?.length ?? 0} cells, the header ${names.length}. Quote cells that hold the delimiter.`,
      );
    }
    const kept = options.max_rows > 0 ? lines.slice(0, options.max_rows) : lines;
    outputSidePackets.TABLE.set(
      tableFromCells(names, kept, { textColumns: options.text_columns, missing: options.missing }),
    );
    return { process() {} };
  },
});
