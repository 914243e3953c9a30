import { type IssueReport, MAX_ISSUES } from './issue-log.ts';

/** What a graph file may cost its reader. Real graphs stay far below; a bomb does not get past them. */
export const TEXT_LIMITS = {
  /** Characters of the text. */
  length: 256 * 1024,
  /** How deep values may be nested. */
  depth: 64,
  /** Lexical tokens, white space and comments counted. */
  tokens: 100_000,
  /** Keys of one map: the check for duplicates is quadratic. */
  keysPerMap: 2_000,
  /** Anchors: they name what aliases repeat, and aliases are refused anyway. */
  anchors: 100,
  /** Commas with nothing before them: the parser makes an error with a stack for each. */
  spareCommas: 20,
  /** Faults that are reported of one text. */
  faults: MAX_ISSUES,
} as const;

/** A defect of the text itself, found at an offset. */
export interface TextFault extends Pick<IssueReport, 'rule' | 'status' | 'message' | 'hint'> {
  readonly offset: number;
}

/** The text is longer than a graph file may be; `undefined` if it is not. */
export function lengthFault(text: string): TextFault | undefined {
  if (text.length <= TEXT_LIMITS.length) return undefined;
  return limitFault(
    0,
    `The text has ${text.length} characters; ${TEXT_LIMITS.length} are the limit.`,
    'Split the graph into subgraphs.',
  );
}

/** A value is nested too deeply. */
export function depthFault(offset: number): TextFault {
  return limitFault(
    offset,
    `Values are nested deeper than ${TEXT_LIMITS.depth} levels.`,
    'A graph needs about ten: look for an unclosed bracket.',
  );
}

/** The text has too many tokens. */
export function tokensFault(offset: number): TextFault {
  return limitFault(offset, `The text has more than ${TEXT_LIMITS.tokens} tokens.`, 'Split the graph into subgraphs.');
}

/** One map has too many keys. */
export function keysFault(offset: number): TextFault {
  return limitFault(
    offset,
    `A map has more than ${TEXT_LIMITS.keysPerMap} keys.`,
    'Keep tables in a file of their own and give its path as a side packet.',
  );
}

/** More anchors than anybody writes by hand. */
export function anchorsFault(offset: number): TextFault {
  return limitFault(
    offset,
    `The text has more than ${TEXT_LIMITS.anchors} anchors.`,
    'Aliases are not supported: write the values out.',
  );
}

/** A second document in one file. */
export function secondDocumentFault(offset: number): TextFault {
  return {
    offset,
    rule: 'yaml-documents',
    message: 'A second document begins here.',
    hint: 'A graph file holds one graph: move the other to a file of its own, and name it by its "type".',
  };
}

/** A comma between brackets with nothing before it. */
export function spareCommaFault(offset: number): TextFault {
  return {
    offset,
    rule: 'yaml-syntax',
    message: 'Nothing stands before this comma.',
    hint: 'Remove it, or write the value.',
  };
}

/** A parameter of MediaPipe's template language, `%name%`, or one of its statements. */
export const TEMPLATE = /^%\s*[\w.:/*+()" -]+%/;

/** A graph that is written in MediaPipe's template language. */
export function templateFault(offset: number): TextFault {
  return {
    offset,
    rule: 'template',
    status: 'UNIMPLEMENTED',
    message: 'Templates ("%name%") are not supported.',
    hint: 'A graph with parameters is a subgraph: declare graph_options and copy them with option_value.',
  };
}

/** A number that JavaScript cannot hold exactly. */
export function unsafeIntegerFault(offset: number, source: string): TextFault {
  return {
    offset,
    rule: 'unsafe-integer',
    message: `The number ${source.slice(0, 40)} cannot be held exactly.`,
    hint: 'Whole numbers go from -9007199254740991 to 9007199254740991; write longer ones as text in quotes.',
  };
}

/** A key that is forbidden everywhere. */
export function forbiddenKeyFault(offset: number, key: string): TextFault {
  return { offset, rule: 'forbidden-key', message: `The key "${key}" may not be used.`, hint: 'Choose another name.' };
}

function limitFault(offset: number, message: string, hint: string): TextFault {
  return { offset, rule: 'text-limit', status: 'RESOURCE_EXHAUSTED', message, hint };
}
