import { MillraceError } from '../../../graph/index.ts';
import { columnWidth } from '../tables/read-column.ts';
import type { NumberColumn, Table } from '../tables/table.ts';
import type { FolderFiles, TrainingFiles } from '../training-files.ts';

interface Header {
  readonly kind: 'millrace-examples';
  readonly version: 1;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** Columns of numbers as files: `examples.json` says what there is, `examples.bin` has the numbers as float32, column by column. */
export function examplesFiles(columns: ReadonlyMap<string, NumberColumn>, rows: number): FolderFiles {
  const header: Header = {
    kind: 'millrace-examples',
    version: 1,
    rows,
    columns: [...columns].map(([name, { shape }]) => ({ name, shape })),
  };
  const data = Float32Array.from([...columns.values()].flatMap(column => Array.from(column.data)));
  return new Map([
    ['examples.json', new TextEncoder().encode(JSON.stringify(header))],
    ['examples.bin', new Uint8Array(data.buffer)],
  ]);
}

/** Reads what {@link examplesFiles} made. @throws MillraceError for other files. */
export async function parseExamples(files: TrainingFiles, path: string): Promise<Table> {
  const damaged = (): MillraceError =>
    new MillraceError('INVALID_ARGUMENT', `${path}: holds no examples. Give the examples.json of an export.`);
  const text = new TextDecoder().decode(await files.readFile(path));
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw damaged();
  }
  if (!isHeader(header)) throw damaged();
  const bytes = await files.readFile(path.replace(/\.json$/, '.bin'));
  const data = new Float32Array(bytes.slice().buffer);
  const columns = new Map<string, NumberColumn>();
  let at = 0;
  for (const { name, shape } of header.columns) {
    const size = header.rows * columnWidth({ kind: 'number', data, shape });
    columns.set(name, { kind: 'number', data: data.slice(at, at + size), shape });
    at += size;
  }
  if (at !== data.length) throw damaged();
  return { rows: header.rows, columns };
}

function isHeader(value: unknown): value is Header {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'millrace-examples';
}
