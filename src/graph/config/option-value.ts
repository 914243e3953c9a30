import { toList } from './canonical.ts';
import { joinPath } from './config-path.ts';
import type { NodeConfig } from './graph-config.ts';
import type { IssueLog, Origin } from './issue-log.ts';
import { isRecord, type PlainRecord, plainRecord, quoteText } from './plain-value.ts';

const ENTRY = /^(?:options\/)?([A-Za-z_][\w/]*):(?:options\/)?([A-Za-z_][\w/]*)$/;

/**
 * A node's options with the fields that `option_value` copies from the options of its graph. A field that the graph has
 * no value for is left alone. A number in a path is the place of an item in a list: `losses/1/weight`.
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
    const refuse = (message: string, hint: string): void => {
      const path = joinPath(joinPath(origin.path, 'option_value'), i);
      log.add({ rule: 'malformed-option-value', origin: { source: origin.source, path }, where, message, hint });
    };
    if (match === null) {
      refuse(
        `The entry ${quoteText(entry)} of option_value cannot be read.`,
        'Write FIELD:options/FIELD: the option of this node, then that of the graph.',
      );
      continue;
    }
    const [, to = '', from = ''] = match;
    const value = from.split('/').reduce<unknown>(step, graphOptions);
    if (value === undefined) continue;
    const path = to.split('/');
    const short = path.findIndex((name, depth) => {
      const list = path.slice(0, depth).reduce<unknown>(step, result);
      return Array.isArray(list) && !isPlace(list, name);
    });
    if (short >= 0) {
      refuse(
        `The entry ${quoteText(entry)} of option_value leads to ${quoteText(path[short] ?? '')} of a list that lacks it.`,
        'Name an item of the list by its place, from 0 on.',
      );
      continue;
    }
    result = withField(result, path, value) as PlainRecord;
  }
  return result;
}

/** The options of a graph that its nodes read. */
export function readOptionNames(nodes: readonly NodeConfig[]): ReadonlySet<string> {
  const entries = nodes.flatMap(node => toList(node.option_value));
  return new Set(entries.map(entry => ENTRY.exec(entry)?.[2]?.split('/')[0] ?? ''));
}

/** What lies one name, or one place of a list, deeper. */
function step(at: unknown, name: string): unknown {
  if (Array.isArray(at)) return isPlace(at, name) ? (at[Number(name)] as unknown) : undefined;
  return isRecord(at) ? at[name] : undefined;
}

function isPlace(list: readonly unknown[], name: string): boolean {
  return /^\d+$/.test(name) && Number(name) < list.length;
}

/** A copy of a record or list in which one field, any way down, has another value. */
function withField(holder: unknown, path: readonly string[], value: unknown): unknown {
  const [first = '', ...rest] = path;
  if (path.length === 0) return value;
  if (Array.isArray(holder)) {
    return holder.map((item: unknown, i) => (i === Number(first) ? withField(item, rest, value) : item));
  }
  const copy = Object.assign(plainRecord(), isRecord(holder) ? holder : undefined);
  copy[first] = withField(copy[first], rest, value);
  return copy;
}
