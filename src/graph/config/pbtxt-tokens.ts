import {
  depthFault,
  lengthFault,
  TEMPLATE,
  TEXT_LIMITS,
  type TextFault,
  templateFault,
  tokensFault,
} from './text-limits.ts';

/** A lexical token of protocol buffer text format. */
export interface PbtxtToken {
  readonly kind: 'word' | 'number' | 'string' | 'sign' | 'extension';
  /** A word, a sign, or the name in `[…]`; of a string its value. */
  readonly text: string;
  readonly offset: number;
}

const SPACE = /(?:[\s]|#[^\n]*)*/y;
const WORD = /[A-Za-z_][\w.]*/y;
const NUMBER = /-?\s*(?:0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?f?|inf(?:inity)?\b|nan\b)/iy;
const EXTENSION = /\[\s*([A-Za-z_][\w./-]*)\s*\](?=\s*[:{<])/y;
const QUOTED = /"((?:[^"\\\n]|\\[^\n])*)"|'((?:[^'\\\n]|\\[^\n])*)'/y;
const SIGN = /[{}<>[\]:,;]/y;
const OPENING: ReadonlySet<string> = new Set(['{', '<', '[']);
const CLOSING: ReadonlySet<string> = new Set(['}', '>', ']']);
// Escaped bytes that follow each other; a code point; any other escape.
const ESCAPE =
  /((?:\\[xX][\da-fA-F]{1,2}|\\[0-7]{1,3})+)|\\(?:u([\da-fA-F]{4})|U(00(?:0[\da-fA-F]|10)[\da-fA-F]{4})|(.))/g;
const BYTE = /\\(?:[xX]([\da-fA-F]{1,2})|([0-7]{1,3}))/g;
const ESCAPED: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n' },
  ...{ r: '\r', t: '\t', v: '\v' },
};

/** Splits a text into tokens, within the limits of graph files. Adjacent strings are one. */
export function pbtxtTokens(text: string): { readonly tokens: readonly PbtxtToken[]; readonly fault?: TextFault } {
  const tooLong = lengthFault(text);
  if (tooLong !== undefined) return { tokens: [], fault: tooLong };
  const tokens: PbtxtToken[] = [];
  let offset = 0;
  let depth = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match !== null) offset += match[0].length;
    return match;
  };
  for (take(SPACE); offset < text.length; take(SPACE)) {
    if (tokens.length >= TEXT_LIMITS.tokens) return { tokens, fault: tokensFault(offset) };
    const start = offset;
    const quoted = take(QUOTED);
    if (quoted !== null) {
      const value = unescapeText(quoted[1] ?? quoted[2] ?? '');
      const last = tokens[tokens.length - 1];
      if (last !== undefined && last.kind === 'string')
        tokens[tokens.length - 1] = { ...last, text: last.text + value };
      else tokens.push({ kind: 'string', text: value, offset: start });
      continue;
    }
    const extension = take(EXTENSION);
    if (extension !== null) {
      tokens.push({ kind: 'extension', text: extension[1] ?? '', offset: start });
      continue;
    }
    const number = take(NUMBER);
    const match = number ?? take(WORD) ?? take(SIGN);
    if (match === null) return { tokens, fault: characterFault(text, start) };
    if (OPENING.has(match[0])) depth += 1;
    else if (CLOSING.has(match[0])) depth -= 1;
    // Found here, and not by the reader, before the rest of a bomb is split.
    if (depth > TEXT_LIMITS.depth) return { tokens, fault: depthFault(start) };
    const kind = number !== null ? 'number' : /\w/.test(match[0].charAt(0)) ? 'word' : 'sign';
    tokens.push({ kind, text: match[0], offset: start });
  }
  return { tokens };
}

function characterFault(text: string, offset: number): TextFault {
  if (TEMPLATE.test(text.slice(offset, offset + 80))) return templateFault(offset);
  const isQuote = `"'`.includes(text.charAt(offset));
  return {
    offset,
    rule: 'pbtxt-syntax',
    message: isQuote
      ? 'A string is not closed on its line.'
      : `The character ${JSON.stringify(text.charAt(offset))} means nothing here.`,
    hint: isQuote ? 'Close it with the same quote.' : 'Remove it, or put text in quotes.',
  };
}

function unescapeText(text: string): string {
  type Groups = readonly [run?: string, short?: string, long?: string, letter?: string];
  return text.replace(ESCAPE, (_, ...[run, short, long, letter = '']: Groups) => {
    if (run !== undefined) return bytesToText(run);
    const point = short ?? long;
    return point === undefined ? (ESCAPED[letter] ?? letter) : String.fromCodePoint(Number.parseInt(point, 16));
  });
}

/** Text is UTF-8, so a character may be written as several bytes; bytes that are none stand for themselves. */
function bytesToText(run: string): string {
  const bytes = [...run.matchAll(BYTE)].map(([, hex, octal = '']) =>
    hex === undefined ? Number.parseInt(octal, 8) & 0xff : Number.parseInt(hex, 16),
  );
  try {
    return decodeURIComponent(bytes.map(byte => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return String.fromCharCode(...bytes);
  }
}
