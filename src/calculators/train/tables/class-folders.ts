import { MillraceError } from '../../../graph/index.ts';
import type { TrainingFiles } from '../training-files.ts';
import type { Column, NumberColumn, Table } from './table.ts';

/** The examples of a folder that has one sub-folder per class. */
export interface ClassFolders {
  /** The names of the sub-folders, sorted. */
  readonly labels: readonly string[];
  /** By class and name; `y` is the place of the class among the labels. */
  readonly examples: readonly { readonly file: string; readonly y: number }[];
}

/** Lists the files of each class. @throws MillraceError when there is none; `what` names them in the message. */
export async function classFolders(
  files: TrainingFiles,
  folder: string,
  pattern: RegExp,
  what: string,
  where: string,
): Promise<ClassFolders> {
  const labels = (await files.list(folder)).filter(name => name.endsWith('/')).map(name => name.slice(0, -1));
  const examples: { readonly file: string; readonly y: number }[] = [];
  for (const [y, label] of labels.entries()) {
    const names = (await files.list(`${folder}/${label}`)).filter(name => pattern.test(name));
    for (const name of names) examples.push({ file: `${folder}/${label}/${name}`, y });
  }
  if (examples.length === 0) {
    throw new MillraceError(
      'NOT_FOUND',
      `${where}: the folder ${folder} has no sub-folder with ${what}. Put those of each class into a folder of its name.`,
    );
  }
  return { labels, examples };
}

/** The table of such a folder: `x`, what each example is; `y`, the number of its class; `class` and `file`, their names. */
export function classTable({ labels, examples }: ClassFolders, x: NumberColumn): Table {
  return {
    rows: examples.length,
    columns: new Map<string, Column>([
      ['x', x],
      ['y', { kind: 'number', data: Float64Array.from(examples, one => one.y), shape: [] }],
      ['class', { kind: 'text', values: examples.map(one => labels[one.y] ?? '') }],
      ['file', { kind: 'text', values: examples.map(one => one.file) }],
    ]),
  };
}
