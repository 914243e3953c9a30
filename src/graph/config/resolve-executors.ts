import type { ConfigRule } from '../config-rule.ts';
import { toList } from './canonical.ts';
import { joinPath, splitPath } from './config-path.ts';
import { executorTypes } from './executor-types.ts';
import type { ExecutorConfig, GraphConfig } from './graph-config.ts';
import type { PlanExecutor } from './graph-plan.ts';
import type { IssueLog, IssueReport, Origin } from './issue-log.ts';
import { copyPlain, freezeRecord, type PlainRecord, plainRecord, quoteText } from './plain-value.ts';
import { didYouMean, listNames, sentences } from './suggestion.ts';
import { createValidator } from './validator.ts';
import type { ResolvedNode } from './wiring.ts';

const validators = new Map(
  Object.entries(executorTypes).map(([type, schema]) => [type, createValidator(schema, 'option')] as const),
);

/** The executors of a graph. Reports names, types and options that cannot be, and nodes that name none of them. */
export function resolveExecutors(
  config: GraphConfig,
  origin: Origin,
  nodes: readonly ResolvedNode[],
  given: ReadonlySet<string>,
  log: IssueLog,
): readonly PlanExecutor[] {
  const executors: PlanExecutor[] = [];
  for (const [i, executor] of toList(config.executor).entries()) {
    const at = { source: origin.source, path: `executor[${i}]` };
    const fault = faultOf(executor, config, executors, given);
    if (fault !== undefined) {
      const { field, ...report } = fault;
      const path = field === undefined ? at.path : joinPath(at.path, field);
      log.add({ origin: { source: at.source, path }, where: 'graph', ...report });
    } else {
      executors.push({
        name: executor.name ?? '',
        type: executor.type ?? '',
        options: readOptions(executor, at, log),
      });
    }
  }
  // Of those with a fault too: a node that names one makes no second mistake.
  const names = new Set(toList(config.executor).map(one => one.name ?? ''));
  for (const { draft } of nodes) {
    const name = draft.config.executor ?? '';
    if (name === '' || names.has(name)) continue;
    log.add({
      rule: 'unknown-executor',
      origin: { source: draft.origin.source, path: `${draft.origin.path}.executor` },
      where: `node "${draft.name}"`,
      message: `The graph declares no executor "${name}".`,
      hint: sentences(
        didYouMean(name, names),
        given.has(name)
          ? `It is handed over: add "executor: {name: ${name}}" to the graph.`
          : `Add "executor: {name: ${name}, type: ThreadPoolExecutor}" to the graph.`,
      ),
    });
  }
  return executors;
}

interface Fault extends Pick<IssueReport, 'rule' | 'status' | 'message' | 'hint'> {
  /** The field that is wrong; absent: the executor. */
  readonly field?: 'name' | 'type';
}

function faultOf(
  { name = '', type }: ExecutorConfig,
  config: GraphConfig,
  earlier: readonly PlanExecutor[],
  given: ReadonlySet<string>,
): Fault | undefined {
  const fault = (rule: ConfigRule, message: string, hint: string): Fault => ({ rule, message, hint });
  const ofName = (rule: ConfigRule, message: string, hint: string): Fault =>
    name === '' ? { rule, message, hint } : { rule, message, hint, field: 'name' };
  if (name === 'default' || name === 'gpu' || name.startsWith('__')) {
    return ofName('reserved-executor', `The executor name "${name}" is reserved.`, 'Choose another name.');
  }
  if (earlier.some(one => one.name === name)) {
    return ofName('duplicate-executor', `The executor "${name}" is declared twice.`, 'Keep one.');
  }
  if (name === '' && config.num_threads !== undefined && config.num_threads !== 0) {
    return fault('two-thread-counts', 'num_threads stands beside a default executor.', 'Keep one of them.');
  }
  if (type === undefined || type === '') {
    if (name === '' || given.has(name)) return undefined;
    return ofName('untyped-executor', `The executor "${name}" has no type.`, 'Add "type: ThreadPoolExecutor".');
  }
  if (given.has(name)) {
    const what = name === '' ? 'The default executor' : `The executor "${name}"`;
    return fault(
      'typed-and-given-executor',
      `${what} has a type and is handed over as well.`,
      'Leave out its type, or do not hand it over.',
    );
  }
  if (Object.hasOwn(executorTypes, type)) return undefined;
  const known = Object.keys(executorTypes);
  return {
    rule: 'unknown-executor-type',
    field: 'type',
    status: 'NOT_FOUND',
    message: `There is no type of executor ${quoteText(type)}.`,
    hint: sentences(didYouMean(type, known), listNames('The types', known)),
  };
}

/** The options with their defaults, frozen. */
function readOptions({ type = '', options }: ExecutorConfig, at: Origin, log: IssueLog): PlainRecord {
  const filled: Record<string, unknown> = Object.assign(plainRecord(), copyPlain(options ?? {}));
  for (const fault of validators.get(type)?.(filled) ?? []) {
    const path = splitPath(fault.path).reduce<string>(joinPath, joinPath(at.path, 'options'));
    log.add({
      rule: fault.rule === 'unknown-field' ? 'unknown-option' : fault.rule,
      origin: { source: at.source, path },
      ...(fault.rule === 'unknown-field' ? { part: 'key' } : {}),
      where: 'graph',
      message: fault.rule === 'unknown-field' ? `${type} has no option "${fault.field}".` : fault.message,
      hint: fault.hint,
    });
  }
  return freezeRecord(filled);
}
