import { toList } from './canonical.ts';
import { joinPath } from './config-path.ts';
import type { NodeConfig } from './graph-config.ts';
import type { IssueLog, Origin } from './issue-log.ts';
import { isRecord, type PlainRecord, plainRecord, quoteText } from './plain-value.ts';

const ENTRY = /^(?:options\/)?([A-Za-z_][\w/]*):(?:options\/)?([A-Za-z_][\w/]*)$/;

/**
 * A node's options with the fields that `option_value` copies from the options of its graph. A field that the graph has
 * no value for is left alone.
 */
export function applyOptionValues(
  config: NodeConfig,
  options: PlainRecord,
  graphOptions: PlainRecord,
  origin: Origin,
  where: string,
  log: IssueLog,
): PlainRecord {
  let result = options;
  for (const [i, entry] of toList(config.option_value).entries()) {
    const match = ENTRY.exec(entry);
    if (match === null) {
      log.add({
        rule: 'malformed-option-value',
        origin: { source: origin.source, path: joinPath(joinPath(origin.path, 'option_value'), i) },
        where,
        message: `The entry ${quoteText(entry)} of option_value cannot be read.`,
        hint: 'Write FIELD:options/FIELD: the option of this node, then that of the graph.',
      });
      continue;
    }
    const [, to = '', from = ''] = match;
    const value = from.split('/').reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), graphOptions);
    if (value !== undefined) result = withField(result, to.split('/'), value);
  }
  return result;
}

/** The options of a graph that its nodes read. */
export function readOptionNames(nodes: readonly NodeConfig[]): ReadonlySet<string> {
  const entries = nodes.flatMap(node => toList(node.option_value));
  return new Set(entries.map(entry => ENTRY.exec(entry)?.[2]?.split('/')[0] ?? ''));
}

function withField(record: PlainRecord, path: readonly string[], value: unknown): PlainRecord {
  const [first = '', ...rest] = path;
  const copy = Object.assign(plainRecord(), record);
  const inner = record[first];
  copy[first] = rest.length === 0 ? value : withField(isRecord(inner) ? inner : plainRecord(), rest, value);
  return copy;
}
