import { oneOf, optional, path, text } from '../../../graph/index.ts';
import { table } from './table.ts';

/** The side packets of a calculator that reads a table from a file. */
export const fileSource = {
  FILE: optional(oneOf(path, text), 'The file; takes precedence over the option'),
  DEFAULT: optional(table, 'The table where no file is named'),
};

/** The side packets of a calculator that reads a table from a folder. */
export const folderSource = {
  FOLDER: optional(oneOf(path, text), 'The folder; takes precedence over the option'),
  DEFAULT: optional(table, 'The table where no folder is named'),
};

/** Says that nothing names the source: neither the option nor, as `connected` counts them, the side packets. */
export function* unnamedSource(
  what: 'file' | 'folder',
  option: string | undefined,
  connected: number,
): Iterable<string> {
  if (option !== undefined || connected > 0) return;
  yield `No ${what} is named. Set the option ${what}, or connect the side packet ${what.toUpperCase()}.`;
}
