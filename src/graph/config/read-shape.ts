import type { ConfigIssue } from '../config-issue.ts';
import { MISSING_CALCULATOR } from './canonical.ts';
import { joinPath, splitPath } from './config-path.ts';
import { configSchema, nodeSchema } from './config-schema.ts';
import type { SchemaFault } from './describe-faults.ts';
import type { GraphConfig } from './graph-config.ts';
import type { GraphSource } from './graph-source.ts';
import { IssueLog, type IssueReport } from './issue-log.ts';
import { copyPlain, isDeeperThan, isRecord } from './plain-value.ts';
import { RETIRED_FIELDS } from './retired-fields.ts';
import { indexInFile, pathInFile, placeKey, skipRemoved } from './skip-removed.ts';
import { nearest } from './suggestion.ts';
import { TEXT_LIMITS } from './text-limits.ts';
import { createValidator } from './validator.ts';

const validate = createValidator(configSchema(nodeSchema), 'field');

/** A config by its form. */
export interface ShapedConfig {
  readonly config: GraphConfig;
  /** The source, which finds the parts of `config` though some of the file are not in it. */
  readonly source: GraphSource | undefined;
  readonly issues: readonly ConfigIssue[];
}

/**
 * Checks the form of a config. The config that comes back has only parts of the right form, and a misspelt field under
 * the name that was meant: so that the checks after this one do not report the consequences.
 */
export function readShape(value: unknown, source: GraphSource | undefined): ShapedConfig {
  const log = new IssueLog();
  if (isDeeperThan(value, TEXT_LIMITS.depth)) {
    log.add({
      rule: 'text-limit',
      status: 'RESOURCE_EXHAUSTED',
      origin: { source, path: '' },
      where: 'graph',
      message: `Values are nested deeper than ${TEXT_LIMITS.depth} levels, or contain themselves.`,
      hint: 'A graph needs about ten.',
    });
    return { config: {}, source, issues: log.issues() };
  }
  const config = withoutNulls(copyPlain(value));
  let faults = validate(config);
  for (const fault of faults) log.add(reportOf(fault, config, source));
  const mending = { removed: new Map<string, readonly number[]>(), renamed: new Map<string, string>() };
  // Taking a part away can leave what it stood in incomplete: until all that is left has the right form.
  for (let round = 0; faults.length > 0; round += 1) {
    if (round === MAX_ROUNDS) return { config: {}, source, issues: log.issues() };
    mendAll(config, faults, mending);
    faults = validate(config);
  }
  return {
    config: config as GraphConfig,
    source: source === undefined ? undefined : skipRemoved(source, mending),
    issues: log.issues(),
  };
}

/** More than levels of the form: each takes one round at most. */
const MAX_ROUNDS = 16;

function reportOf(fault: SchemaFault, config: unknown, source: GraphSource | undefined): IssueReport {
  const { rule, path, field, message, hint } = fault;
  const where = whereOf(config, path);
  const origin = { source, path };
  if (rule !== 'unknown-field') return { rule, origin, where, message, hint };
  const retired = RETIRED_FIELDS.get(field);
  if (retired === undefined) return { rule, origin, part: 'key', where, message, hint };
  return {
    rule: 'retired-field',
    status: 'UNIMPLEMENTED',
    origin,
    part: 'key',
    where,
    message: `The field ${field} of MediaPipe is not supported.`,
    hint: retired,
  };
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

interface OpenMending {
  readonly removed: Map<string, readonly number[]>;
  readonly renamed: Map<string, string>;
}

/** Takes away what the faults point at, or gives it the name that was meant. */
function mendAll(config: unknown, faults: readonly SchemaFault[], mending: OpenMending): void {
  const { removed, renamed } = mending;
  const gone = new Map<unknown[], { readonly list: string; readonly indexes: Set<number> }>();
  for (const fault of faults) {
    const segments = splitPath(fault.path);
    const last = segments.at(-1);
    if (last === undefined) continue;
    if (fault.rule === 'missing-field' && fault.field === 'calculator' && segments[0] === 'node') {
      const node = segments.reduce<unknown>(child, config);
      if (isRecord(node)) Reflect.set(node, 'calculator', MISSING_CALCULATOR);
      continue;
    }
    const steps = segments.slice(0, -1);
    const parent = steps.reduce<unknown>(child, config);
    const place = pathInFile(steps.reduce<string>(joinPath, ''), mending);
    if (Array.isArray(parent) && typeof last === 'number') {
      const list = placeKey(place);
      const known = gone.get(parent) ?? { list, indexes: new Set() };
      known.indexes.add(last);
      gone.set(parent, known);
    } else if (isRecord(parent) && typeof last === 'string') {
      const meant = mendField(parent, last, fault);
      if (meant !== undefined) renamed.set(placeKey(joinPath(place, meant)), last);
    }
  }
  for (const [list, { list: path, indexes }] of gone) {
    const before = removed.get(path) ?? [];
    const inFile = [...indexes].map(index => indexInFile(index, before));
    removed.set(
      path,
      [...before, ...inFile].sort((a, b) => a - b),
    );
    const kept = list.filter((_, index) => !indexes.has(index));
    list.length = 0;
    for (const item of kept) list.push(item);
  }
}

/** Takes a field away, or gives it the name that was meant, which is returned. */
function mendField(record: Record<string, unknown>, name: string, fault: SchemaFault): string | undefined {
  const value = record[name];
  Reflect.deleteProperty(record, name);
  const meant = fault.rule === 'unknown-field' ? nearest(name, FIELDS) : undefined;
  const isFree = meant !== undefined && record[meant] === undefined;
  if (!isFree || validate({ node: { calculator: 'X', [meant]: value } }).length > 0) return undefined;
  record[meant] = value;
  return meant;
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
