import type { ConfigIssue } from '../config-issue.ts';
import { splitPath } from './config-path.ts';
import { configSchema, nodeSchema } from './config-schema.ts';
import type { GraphConfig } from './graph-config.ts';
import type { GraphSource } from './graph-source.ts';
import { IssueLog } from './issue-log.ts';
import { copyPlain, isDeeperThan, isRecord } from './plain-value.ts';
import { nearest } from './suggestion.ts';
import { TEXT_LIMITS } from './text-limits.ts';
import { createValidator, type SchemaFault } from './validator.ts';

const validate = createValidator(configSchema(nodeSchema), 'field');

/**
 * Checks the form of a config. The config that comes back has only parts of the right form, and a misspelt field under
 * the name that was meant: so that the checks after this one do not report the consequences.
 */
export function readShape(
  value: unknown,
  source: GraphSource | undefined,
): { readonly config: GraphConfig; readonly issues: readonly ConfigIssue[] } {
  const log = new IssueLog();
  if (isDeeperThan(value, TEXT_LIMITS.depth)) {
    log.add({
      rule: 'text-limit',
      status: 'RESOURCE_EXHAUSTED',
      origin: { source, path: '' },
      where: 'graph',
      message: `Values are nested deeper than ${TEXT_LIMITS.depth} levels, or contain themselves.`,
    });
    return { config: {}, issues: log.issues() };
  }
  const config = withoutNulls(copyPlain(value));
  const faults = validate(config);
  for (const fault of faults) {
    log.add({
      rule: fault.rule,
      origin: { source, path: fault.path },
      ...(fault.rule === 'unknown-field' ? { part: 'key' } : {}),
      where: whereOf(config, fault.path),
      message: fault.message,
      hint: fault.hint,
    });
  }
  // Last first: removing an item of a list moves those behind it.
  for (const fault of [...faults].reverse()) mend(config, fault);
  return { config: config as GraphConfig, issues: log.issues() };
}

/** `key:` without a value is as good as no key. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const kept = value as Record<string, unknown>;
  for (const [key, one] of Object.entries(kept)) {
    if (one === null) Reflect.deleteProperty(kept, key);
    else kept[key] = key === 'options' || key === 'graph_options' || key === 'node_options' ? one : withoutNulls(one);
  }
  return kept;
}

function mend(config: unknown, fault: SchemaFault): void {
  const segments = splitPath(fault.path);
  let parent: unknown = config;
  for (const segment of segments.slice(0, -1)) parent = child(parent, segment);
  const last = segments.at(-1);
  if (last === undefined) return;
  if (Array.isArray(parent) && typeof last === 'number') parent.splice(last, 1);
  if (!isRecord(parent) || typeof last !== 'string') return;
  const record = parent as Record<string, unknown>;
  if (fault.rule === 'missing-field') {
    // A node without a calculator: nothing else can be said of it.
    if (last === 'node') Reflect.deleteProperty(record, last);
    return;
  }
  const value = record[last];
  Reflect.deleteProperty(record, last);
  const meant = fault.rule === 'unknown-field' ? nearest(last, FIELDS) : undefined;
  if (
    meant !== undefined &&
    record[meant] === undefined &&
    validate({ node: { calculator: 'X', [meant]: value } }).length === 0
  ) {
    record[meant] = value;
  }
}

const FIELDS = Object.keys(nodeSchema['properties'] as object);

function child(value: unknown, segment: string | number): unknown {
  if (Array.isArray(value)) return typeof segment === 'number' ? (value as unknown[])[segment] : undefined;
  return isRecord(value) ? value[String(segment)] : undefined;
}

function whereOf(config: unknown, path: string): string {
  const [first, index] = splitPath(path);
  if (first !== 'node') return 'graph';
  let node = child(config, 'node');
  if (Array.isArray(node) && index !== undefined) node = child(node, index);
  const name = child(node, 'name') ?? child(node, 'calculator');
  return typeof name === 'string' ? `node "${name}"` : 'node';
}
