import { Timestamp } from '../../src/graph/index.ts';
import { replaceControls } from './replace-controls.ts';
import { UsageError } from './usage-error.ts';

/** The timestamps that have names in files. */
const NAMED: Readonly<Record<string, number>> = { PreStream: Timestamp.PreStream, PostStream: Timestamp.PostStream };

/** One packet of a stream file: `{"ts": 0, "value": …}`; `ts` may be "PreStream" or "PostStream". */
export interface JsonPacket {
  /** Microseconds. */
  readonly ts: number;
  readonly value: unknown;
}

const MAX_LINE = 16 * 1024 * 1024;

/**
 * The packets of JSON lines. Empty lines are skipped.
 * @throws UsageError with the line's number for a line that is no packet, or that is longer than 16 M characters.
 */
export async function* readJsonLines(
  file: string,
  chunks: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<JsonPacket> {
  const decoder = new TextDecoder();
  let rest = '';
  let line = 0;
  for await (const chunk of chunks) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE)
      throw new UsageError(
        `${file}:${line + 1}: the line is longer than ${MAX_LINE} characters. Write one packet per line.`,
      );
    for (const text of lines) {
      line += 1;
      if (text.trim() !== '') yield parseLine(file, line, text);
    }
  }
  rest += decoder.decode();
  if (rest.trim() !== '') yield parseLine(file, line + 1, rest);
}

function parseLine(file: string, line: number, text: string): JsonPacket {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${file}:${line}: is no JSON. Write one packet per line: {"ts": 0, "value": 1}`, { cause });
  }
  if (typeof json === 'object' && json !== null && 'ts' in json && 'value' in json) {
    const ts = typeof json.ts === 'string' ? NAMED[json.ts] : json.ts;
    const isTime = Number.isSafeInteger(ts) || (typeof json.ts === 'string' && ts !== undefined);
    if (isTime && typeof ts === 'number') return { ts, value: json.value };
  }
  throw new UsageError(
    `${file}:${line}: has no whole number "ts" (microseconds) and "value". Write {"ts": 0, "value": 1}`,
  );
}

/**
 * A packet as one line. Typed arrays become lists; other values as JSON writes them. Characters that steer a terminal or
 * reorder its text are escaped, which does not change the value: the line may go to a terminal.
 */
export function toJsonLine(ts: number, value: unknown): string {
  const name = Object.keys(NAMED).find(one => NAMED[one] === ts);
  const line = JSON.stringify({ ts: name ?? ts, value }, (_, one: unknown) =>
    ArrayBuffer.isView(one) && 'length' in one
      ? Array.from(one as unknown as ArrayLike<number>)
      : typeof one === 'function'
        ? undefined
        : one,
  );
  // They stand inside of strings: nothing else of a line has any.
  return replaceControls(line, escape);
}

const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
