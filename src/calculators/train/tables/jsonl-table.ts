import { defineCalculator, MillraceError, option, required } from '../../../graph/index.ts';
import { trainingFilesService } from '../training-files.ts';
import { table } from './table.ts';
import { tableFromRecords } from './table-from-records.ts';
import { fileSource, unnamedSource } from './table-source.ts';

/** Reads lines of JSON. */
export const jsonlTableCalculator = defineCalculator({
  name: 'JsonlTableCalculator',
  summary:
    'Reads a file with one JSON object per line into a table: numbers, booleans and lists of numbers make columns of numbers, everything else columns of texts.',
  example: `
calculator: JsonlTableCalculator
output_side_packet: TABLE:reviews
options: {file: data/reviews.jsonl}
`,
  sidePackets: fileSource,
  outputSidePackets: { TABLE: required(table, 'All rows') },
  options: { file: option.string({ description: 'The file, where no side packet names it' }) },
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
    const lines = new TextDecoder().decode(await services.files.readFile(file)).split('\n');
    const records: Record<string, unknown>[] = [];
    for (const [i, line] of lines.entries()) {
      if (line.trim() === '') continue;
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        throw new MillraceError('INVALID_ARGUMENT', `${where}:${i + 1}: is no JSON. Write one object per line.`);
      }
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw new MillraceError('INVALID_ARGUMENT', `${where}:${i + 1}: is no object. Write one object per line.`);
      }
      records.push(value as Record<string, unknown>);
    }
    outputSidePackets.TABLE.set(tableFromRecords(records, where));
    return { process() {} };
  },
});
