/** One entry of a list of streams or side packets, read. */
export interface PortEntry {
  /** `''` for an untagged entry. */
  readonly tag: string;
  readonly index: number;
  readonly name: string;
}

// Indexes end at 10,000, as MediaPipe's do.
const INDEX = '(0|[1-9]\\d{0,3}|10000)';
const ENTRY = new RegExp(`^(?:([A-Z_][A-Z0-9_]*):(?:${INDEX}:)?)?([a-z_][a-z0-9_]*)$`);
const PLACE = new RegExp(`^(?:([A-Z_][A-Z0-9_]*)(?::${INDEX})?|:${INDEX})$`);

/** Reads `name`, `TAG:name` or `TAG:index:name`. `position` is the index of an untagged entry. `undefined`: malformed. */
export function parseEntry(text: string, position: number): PortEntry | undefined {
  const match = ENTRY.exec(text);
  if (match === null) return undefined;
  const [, tag, index, name = ''] = match;
  return tag === undefined ? { tag: '', index: position, name } : { tag, index: Number(index ?? 0), name };
}

/** Reads `TAG`, `TAG:index` or `:index`, as `input_stream_info` names an input. `undefined`: malformed. */
export function parseTagIndex(text: string): { readonly tag: string; readonly index: number } | undefined {
  if (text === '') return { tag: '', index: 0 };
  const match = PLACE.exec(text);
  if (match === null) return undefined;
  const [, tag, index, untagged] = match;
  return { tag: tag ?? '', index: Number(index ?? untagged ?? 0) };
}

/** An entry as text, as short as it can be written. */
export function formatEntry({ tag, index, name }: PortEntry): string {
  if (tag === '') return name;
  return index === 0 ? `${tag}:${name}` : `${tag}:${index}:${name}`;
}

/** A tag and index for messages: `LOOP`, `INPUT:2`, `:1`. */
export function formatTagIndex(tag: string, index: number): string {
  return tag === '' ? `:${index}` : index === 0 ? tag : `${tag}:${index}`;
}

/** The internal order of a collection: tags sorted, the untagged first, then by index. */
export function compareEntries(a: Omit<PortEntry, 'name'>, b: Omit<PortEntry, 'name'>): number {
  return a.tag === b.tag ? a.index - b.index : a.tag < b.tag ? -1 : 1;
}
