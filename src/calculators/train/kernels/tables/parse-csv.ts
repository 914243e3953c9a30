/**
 * Splits comma-separated values into rows of cells (RFC 4180): cells in quotation marks may hold the delimiter, line ends and
 * doubled quotation marks. Empty lines are left out.
 *
 * @throws RangeError for a quotation mark that is not closed, with its line.
 */
export function parseCsv(text: string, delimiter = ','): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let line = 1;
  const endRow = (): void => {
    row.push(cell);
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    cell = '';
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === '"' && cell === '') {
      const opened = line;
      for (i++; ; i++) {
        if (i >= text.length) {
          throw new RangeError(`line ${opened}: a quotation mark is not closed. Double those inside of a cell.`);
        }
        if (text[i] === '"') {
          if (text[i + 1] !== '"') break;
          i++;
        }
        if (text[i] === '\n') line++;
        cell += text[i]!;
      }
    } else if (character === delimiter) {
      row.push(cell);
      cell = '';
    } else if (character === '\n') {
      line++;
      endRow();
    } else if (character !== '\r' || text[i + 1] !== '\n') cell += character;
  }
  if (cell !== '' || row.length > 0) endRow();
  return rows;
}
