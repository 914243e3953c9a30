/** A record without prototype: no key of a file can reach anything but data. */
export type PlainRecord = Readonly<Record<string, unknown>>;

/** Keys that a graph file may not use anywhere: they name the machinery of JavaScript objects. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a value is a record of named values, as opposed to a list, a typed array or a plain value. */
export function isRecord(value: unknown): value is PlainRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** A deep copy whose records have no prototype. Own enumerable fields only; forbidden keys are left out. */
export function copyPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyPlain);
  if (!isRecord(value)) return value;
  const copy = plainRecord();
  for (const [key, one] of Object.entries(value)) if (!FORBIDDEN_KEYS.has(key)) copy[key] = copyPlain(one);
  return copy;
}

/** {@link copyPlain}, frozen throughout. */
export function freezePlain(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(freezePlain));
  if (!isRecord(value)) return value;
  const copy = plainRecord();
  for (const [key, one] of Object.entries(value)) if (!FORBIDDEN_KEYS.has(key)) copy[key] = freezePlain(one);
  return Object.freeze(copy);
}

/** {@link freezePlain} of a record; anything else gives an empty record. */
export function freezeRecord(value: unknown): PlainRecord {
  const frozen = freezePlain(isRecord(value) ? value : {});
  return isRecord(frozen) ? frozen : {};
}

/** An empty record without prototype. */
export function plainRecord(): Record<string, unknown> {
  return Object.setPrototypeOf({}, null) as Record<string, unknown>;
}

/** A value as short text for messages: strings in quotes and cut, lists and records by kind. */
export function describePlain(value: unknown): string {
  if (typeof value === 'string') return quoteText(value);
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a record';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}

/** A text of a file in quotes, cut at 60 characters, without control and bidirectional characters that a terminal obeys. */
export function quoteText(text: string): string {
  const cut = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return JSON.stringify(cut).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Whether a value is nested deeper than `limit`; also true of one that contains itself. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  if (limit === 0) return true;
  return Object.values(value).some(one => isDeeperThan(one, limit - 1));
}
