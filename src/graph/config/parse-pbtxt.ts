import type { SourceNode } from './graph-source.ts';
import type { ParsedText } from './parse-yaml.ts';
import { type PbtxtToken, pbtxtTokens } from './pbtxt-tokens.ts';
import { FORBIDDEN_KEYS, isRecord, plainRecord, quoteText } from './plain-value.ts';
import {
  depthFault,
  forbiddenKeyFault,
  keysFault,
  TEXT_LIMITS,
  type TextFault,
  unsafeIntegerFault,
} from './text-limits.ts';

/**
 * Reads a graph in protocol buffer text format, as MediaPipe's `.pbtxt` files are. Without the messages' descriptors: a
 * field that stands several times becomes a list, enum values become text, and the fields of an extension
 * (`[mediapipe.X.ext] {…}`) or of an Any (`[type.googleapis.com/mediapipe.X] {…}`) those of the record they stand in.
 *
 * Source: https://protobuf.dev/reference/protobuf/textformat-spec/
 */
export function parsePbtxt(text: string): ParsedText {
  const { tokens, fault } = pbtxtTokens(text);
  if (fault !== undefined) return { value: undefined, tree: leafOf(0), faults: [fault] };
  const reader = new PbtxtReader(tokens, text.length);
  try {
    return { ...reader.message(undefined, 0), faults: reader.faults.slice(0, TEXT_LIMITS.faults) };
  } catch (error) {
    if (error instanceof PbtxtStop)
      return {
        value: undefined,
        tree: leafOf(0),
        faults: [...reader.faults.slice(0, TEXT_LIMITS.faults), error.fault],
      };
    throw error;
  }
}

/** Ends the reading: after a mistake of syntax nothing that follows can be trusted. */
class PbtxtStop extends Error {
  readonly fault: TextFault;

  constructor(fault: TextFault) {
    super(fault.message);
    this.fault = fault;
  }
}

interface Read {
  readonly value: unknown;
  readonly tree: SourceNode;
}

class PbtxtReader {
  readonly faults: TextFault[] = [];
  readonly #tokens: readonly PbtxtToken[];
  readonly #end: number;
  /** By record: the extension or Any it was given as. */
  readonly #types = new WeakMap<object, string>();
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly PbtxtToken[], end: number) {
    this.#tokens = tokens;
    this.#end = end;
  }

  /** Fields up to `close`, or to the end of the text. */
  message(close: string | undefined, start: number, key?: number): Read {
    this.#depth += 1;
    if (this.#depth > TEXT_LIMITS.depth) throw new PbtxtStop(depthFault(start));
    const value = plainRecord();
    const children = new Map<string | number, SourceNode>();
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined) {
        if (close === undefined) break;
        throw stop(start, `The "${close === '}' ? '{' : '<'}" is not closed.`, `Close it with "${close}".`);
      }
      this.#at += 1;
      if (token.kind === 'sign' && token.text === close) break;
      if (token.kind === 'sign' && (token.text === ',' || token.text === ';')) continue;
      if (token.kind === 'extension') this.#merge(value, children, token);
      else if (token.kind === 'word') this.#field(value, children, token);
      else
        throw stop(
          token.offset,
          `${quoteText(token.text)} is no name of a field.`,
          'Write "name: value" or "name { … }".',
        );
    }
    this.#depth -= 1;
    return { value, tree: { start, key, children } };
  }

  #merge(value: Record<string, unknown>, children: Map<string | number, SourceNode>, token: PbtxtToken): void {
    const read = this.#value(token);
    if (!isRecord(read.value)) throw stop(token.offset, `[${token.text}] holds no fields.`, 'Write "[name] { … }".');
    this.#types.set(value, token.text);
    for (const [name, one] of Object.entries(read.value)) {
      value[name] = one;
      const child = read.tree.children?.get(name);
      if (child !== undefined) children.set(name, child);
    }
  }

  #field(value: Record<string, unknown>, children: Map<string | number, SourceNode>, token: PbtxtToken): void {
    const name = token.text;
    const read = this.#value(token);
    if (FORBIDDEN_KEYS.has(name)) {
      this.faults.push(forbiddenKeyFault(token.offset, name));
      return;
    }
    const before = children.get(name);
    if (before === undefined) {
      if (children.size >= TEXT_LIMITS.keysPerMap) throw new PbtxtStop(keysFault(token.offset));
      value[name] = read.value;
      children.set(name, read.tree);
      return;
    }
    if (name === 'node_options') this.#checkType(read.value, [value[name]].flat(), token.offset);
    const isList = before.children !== undefined && Array.isArray(value[name]);
    const items = isList ? (value[name] as unknown[]) : [value[name]];
    const places = isList ? before.children : new Map<string | number, SourceNode>([[0, before]]);
    for (const [i, one] of (Array.isArray(read.value) ? read.value : [read.value]).entries()) {
      places.set(items.length, read.tree.children?.get(i) ?? read.tree);
      items.push(one);
    }
    value[name] = items;
    children.set(name, { start: before.start, key: before.key, children: places });
  }

  /** Two node_options of one type would be two opinions; what tells them apart is lost when their fields are merged. */
  #checkType(value: unknown, others: readonly unknown[], offset: number): void {
    const type = isRecord(value) ? this.#types.get(value) : undefined;
    if (type === undefined || others.every(one => !isRecord(one) || this.#types.get(one) !== type)) return;
    this.faults.push({
      offset,
      rule: 'duplicate-options',
      status: 'INTERNAL',
      message: `node_options of the type ${quoteText(type)} stand twice.`,
      hint: 'Put them in one record.',
    });
  }

  /** What stands behind a name: a message, a list or a plain value. */
  #value(name: PbtxtToken): Read {
    const colon = this.#tokens[this.#at];
    const hasColon = colon?.kind === 'sign' && colon.text === ':';
    if (hasColon) this.#at += 1;
    const token = this.#tokens[this.#at];
    if (token === undefined) throw stop(this.#end, `The field "${name.text}" has no value.`, 'Write "name: value".');
    this.#at += 1;
    if (token.kind === 'sign' && (token.text === '{' || token.text === '<')) {
      return this.message(token.text === '{' ? '}' : '>', token.offset, name.offset);
    }
    if (!hasColon) {
      throw stop(
        token.offset,
        `${quoteText(token.text)} follows the field "${name.text}" without a colon.`,
        'Write "name: value".',
      );
    }
    if (token.kind === 'sign' && token.text === '[') return this.#list(name, token.offset);
    return { value: this.#scalar(token), tree: { start: token.offset, key: name.offset, children: undefined } };
  }

  #list(name: PbtxtToken, start: number): Read {
    const value: unknown[] = [];
    const children = new Map<string | number, SourceNode>();
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined) throw stop(start, 'The "[" is not closed.', 'Close it with "]".');
      this.#at += 1;
      if (token.kind === 'sign' && token.text === ']') return { value, tree: { start, key: name.offset, children } };
      if (token.kind === 'sign' && token.text === ',') continue;
      const isMessage = token.kind === 'sign' && (token.text === '{' || token.text === '<');
      const read = isMessage
        ? this.message(token.text === '{' ? '}' : '>', token.offset)
        : { value: this.#scalar(token), tree: leafOf(token.offset) };
      children.set(value.length, read.tree);
      value.push(read.value);
    }
  }

  #scalar(token: PbtxtToken): unknown {
    const { kind, text, offset } = token;
    if (kind === 'string') return text;
    if (kind === 'number') return this.#number(text.replace(/\s+/g, ''), offset);
    if (kind !== 'word')
      throw stop(offset, `${quoteText(text)} is no value.`, 'Write a number, text in quotes, or { … }.');
    return TRUTH.get(text) ?? text;
  }

  #number(text: string, offset: number): number {
    const sign = text.startsWith('-') ? -1 : 1;
    const digits = text.replace('-', '').toLowerCase();
    if (digits === 'nan') return Number.NaN;
    if (digits.startsWith('inf')) return sign * Number.POSITIVE_INFINITY;
    const isHex = digits.startsWith('0x');
    const isOctal = /^0[0-7]+$/.test(digits);
    const number =
      sign * (isHex ? Number(digits) : isOctal ? Number.parseInt(digits, 8) : Number(digits.replace(/f$/, '')));
    const isWhole = isHex || !/[.ef]/.test(digits);
    if (isWhole && !Number.isSafeInteger(number)) this.faults.push(unsafeIntegerFault(offset, text));
    return number;
  }
}

/** How truth may be written. */
const TRUTH: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'True', 't'].map(word => [word, true] as const),
  ...['false', 'False', 'f'].map(word => [word, false] as const),
]);

const leafOf = (start: number): SourceNode => ({ start, key: undefined, children: undefined });

function stop(offset: number, message: string, hint: string): PbtxtStop {
  return new PbtxtStop({ offset, rule: 'pbtxt-syntax', message, hint });
}
