import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type ParsedNode,
  Parser,
  type YAMLError,
} from 'yaml';
import type { ConfigRule } from '../config-rule.ts';
import type { SourceNode } from './graph-source.ts';
import { FORBIDDEN_KEYS, plainRecord, quoteText } from './plain-value.ts';
import {
  forbiddenKeyFault,
  secondDocumentFault,
  spareCommaFault,
  TEMPLATE,
  TEXT_LIMITS,
  type TextFault,
  templateFault,
  unsafeIntegerFault,
} from './text-limits.ts';
import { type GatedYaml, passYamlGate } from './yaml-gate.ts';

/** A text as plain values: records without prototype, lists, strings, numbers, booleans, null. */
export interface ParsedText {
  readonly value: unknown;
  readonly tree: SourceNode;
  /** In order of appearance. The value is complete only if there is none. */
  readonly faults: readonly TextFault[];
}

/**
 * Reads YAML 1.2 with the limits of {@link TEXT_LIMITS}: one document, no aliases, no custom tags, no merge keys, no
 * directives. Reports as many faults as can be found in one pass.
 */
export function parseYaml(text: string): ParsedText {
  const gate = passYamlGate(text, gatedYaml());
  if ('fault' in gate) return failed(gate.fault);
  const early = gate.tokens.flatMap(tokenFaults);
  if (early.length > 0) return failed(...early);
  const composer = new Composer({
    // Checked here: the composer compares each key with every other.
    uniqueKeys: false,
    merge: false,
    logLevel: 'silent',
    prettyErrors: false,
    stringKeys: false,
  });
  const [document] = composer.compose(firstErrors(gate.tokens), true, text.length);
  if (document === undefined) return failed();
  const faults = [...document.errors, ...document.warnings].map(error => syntaxFault(error, text));
  const reader = new NodeReader(faults);
  const { value, tree } = reader.read(document.contents);
  return { value, tree, faults: faults.sort((a, b) => a.offset - b.offset).slice(0, TEXT_LIMITS.faults) };
}

/**
 * Tokens without the errors that nobody will be shown: the composer makes an error object with its stack of each, and a
 * small text can have ten thousand.
 */
function firstErrors(tokens: readonly CST.Token[]): readonly CST.Token[] {
  let errors = 0;
  return tokens.filter(token => token.type !== 'error' || (errors += 1) <= TEXT_LIMITS.faults);
}

function failed(...faults: readonly TextFault[]): ParsedText {
  return { value: undefined, tree: { start: 0, key: undefined, children: undefined }, faults };
}

function gatedYaml(): GatedYaml<CST.Token> {
  const parser = new Parser();
  return {
    lex: text => new Lexer().lex(text),
    next: lexeme => parser.next(lexeme),
    end: () => parser.end(),
    depth: () => parser.stack.length,
    map: () => {
      // The innermost value may be a key or a plain value of the map.
      const map = parser.stack.slice(-2).findLast(isOpenMap);
      return map === undefined ? undefined : { offset: map.offset, keys: map.items.length };
    },
  };
}

function isOpenMap(token: CST.Token): token is CST.BlockMap | CST.FlowCollection {
  return token.type === 'block-map' || (token.type === 'flow-collection' && token.start.source === '{');
}

/** What is refused before values are composed: further documents and directives. */
function tokenFaults(token: CST.Token, index: number, tokens: readonly CST.Token[]): readonly TextFault[] {
  if (token.type === 'directive') {
    return [
      {
        offset: token.offset,
        rule: 'yaml-directive',
        message: `The directive ${quoteText(token.source)} is not supported.`,
        hint: 'Graph files are YAML 1.2; leave it out.',
      },
    ];
  }
  if (token.type !== 'document') return [];
  if (tokens.findIndex(one => one.type === 'document') < index) return [secondDocumentFault(token.offset)];
  return [];
}

/** Turns composed nodes into plain values and notes where each lies. */
class NodeReader {
  readonly #faults: TextFault[];

  constructor(faults: TextFault[]) {
    this.#faults = faults;
  }

  read(node: Document.Parsed['contents'], key?: number): { value: unknown; tree: SourceNode } {
    // An empty value has the place of its key.
    if (node === null) return leaf(null, key ?? 0, key);
    const start = node.range[0];
    if (isAlias(node)) {
      this.#fault(start, 'yaml-alias', `The alias *${node.source} is not supported.`, 'Write the value out.');
      return leaf(undefined, start, key);
    }
    if (isScalar(node)) {
      const value = node.value;
      if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
        const source = typeof node.source === 'string' ? node.source : String(value);
        // 1e300 is written as a number with an exponent, and meant as one.
        if (!/[.eE]/.test(source) || /^0x/i.test(source)) this.#faults.push(unsafeIntegerFault(start, source));
      }
      return leaf(typeof value === 'bigint' ? Number(value) : value, start, key);
    }
    if (isSeq(node)) return this.#list(node.items, start, key);
    if (isMap(node)) return this.#record(node, start, key);
    return leaf(undefined, start, key);
  }

  #list(items: readonly unknown[], start: number, key: number | undefined): { value: unknown; tree: SourceNode } {
    const children = new Map<string | number, SourceNode>();
    const value: unknown[] = [];
    for (const [i, item] of items.entries()) {
      // A pair inside a list is the compact form of a map: `[a: 1]`. The composer wraps it in a map.
      const read = this.read(isParsedNode(item) ? item : null, undefined);
      value.push(read.value);
      children.set(i, read.tree);
    }
    return { value, tree: { start, key, children } };
  }

  #record(
    node: { readonly items: readonly { readonly key: unknown; readonly value: unknown }[] },
    start: number,
    key: number | undefined,
  ): { value: unknown; tree: SourceNode } {
    const children = new Map<string | number, SourceNode>();
    const value = plainRecord();
    for (const pair of node.items) {
      const name = isParsedNode(pair.key) ? pair.key : null;
      const at = name?.range[0] ?? start;
      if (!isScalar(name) || name.value === null || typeof name.value === 'object') {
        this.#fault(at, 'yaml-key', 'A key is not a plain word.', 'Write "key: value".');
        continue;
      }
      const text = `${name.value as string | number | boolean}`;
      if (FORBIDDEN_KEYS.has(text)) {
        this.#faults.push(forbiddenKeyFault(at, text));
        continue;
      }
      if (text === '<<') {
        this.#fault(at, 'yaml-merge', 'Merge keys ("<<") are not supported.', 'Write the fields out.');
        continue;
      }
      if (children.has(text)) {
        this.#fault(
          at,
          'yaml-duplicate-key',
          'This key stands twice in the same map.',
          'Keep one; where several values are meant, write a list: [a, b].',
        );
        continue;
      }
      const read = this.read(isParsedNode(pair.value) ? pair.value : null, at);
      value[text] = read.value;
      children.set(text, read.tree);
    }
    return { value, tree: { start, key, children } };
  }

  #fault(offset: number, rule: ConfigRule, message: string, hint: string): void {
    this.#faults.push({ offset, rule, message, hint });
  }
}

/** The composer gives a range to every node it makes. */
function isParsedNode(value: unknown): value is ParsedNode {
  return typeof value === 'object' && value !== null && 'range' in value && Array.isArray(value.range);
}

function leaf(value: unknown, start: number, key: number | undefined): { value: unknown; tree: SourceNode } {
  return { value, tree: { start, key, children: undefined } };
}

function syntaxFault(error: YAMLError, text: string): TextFault {
  const [offset] = error.pos;
  if (error.code === 'TAG_RESOLVE_FAILED') {
    return {
      offset,
      rule: 'yaml-tag',
      message: 'A graph file may not use YAML tags ("!name").',
      hint: 'Leave the tag out; put the value in quotes if it is text.',
    };
  }
  if (error.code === 'BAD_SCALAR_START' && TEMPLATE.test(text.slice(offset, offset + 80))) return templateFault(offset);
  if (error.message.startsWith('Unexpected , in')) return spareCommaFault(offset);
  if (error.code === 'BAD_INDENT' && error.message.startsWith('Flow')) {
    const message = 'A bracket before this line is still open.';
    return { offset, rule: 'yaml-syntax', message, hint: 'Close it, or indent what belongs to it.' };
  }
  const [message, hint] = SYNTAX[error.code] ?? [sentence(error.message), undefined];
  return { offset, rule: 'yaml-syntax', message, hint };
}

function sentence(text: string): string {
  const first = text.split('\n')[0]?.trim() ?? '';
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

const SYNTAX: Readonly<Partial<Record<YAMLError['code'], readonly [string, string]>>> = {
  TAB_AS_INDENT: ['A tab is used to indent.', 'YAML indents with spaces.'],
  BAD_INDENT: ['This line is indented differently from its neighbours.', 'Align the items of one list or map.'],
  BLOCK_AS_IMPLICIT_KEY: [
    'A nested map begins on a line that already has a value.',
    'Put it on a line of its own, indented, or use {a: b}; text that contains ": " needs quotes.',
  ],
  MULTILINE_IMPLICIT_KEY: [
    'A key runs over several lines.',
    'A ":" is missing after the key, or the line is indented wrongly.',
  ],
  BLOCK_IN_FLOW: [
    'A list or map by indentation stands inside brackets.',
    'Inside [ ] and { } separate items by commas.',
  ],
  BAD_SCALAR_START: ['A value begins with a character that YAML reserves.', 'Put the text in quotes.'],
  BAD_DQ_ESCAPE: [
    'Text in double quotes has an unknown \\ escape.',
    "Write \\\\ for a backslash, or use 'single quotes'.",
  ],
  MISSING_CHAR: ['A closing bracket, quote or separator is missing.', 'Look at this line and the one before.'],
};
