import { toList } from './canonical.ts';
import type { GraphConfig } from './graph-config.ts';
import type { PlanExecutor } from './graph-plan.ts';
import type { IssueLog, Origin } from './issue-log.ts';
import { freezeRecord } from './plain-value.ts';
import { didYouMean, sentences } from './suggestion.ts';
import type { ResolvedNode } from './wiring.ts';

/** The executors of a graph. Reports reserved and repeated names, and nodes that name none of them. */
export function resolveExecutors(
  config: GraphConfig,
  origin: Origin,
  nodes: readonly ResolvedNode[],
  given: ReadonlySet<string>,
  log: IssueLog,
): readonly PlanExecutor[] {
  const executors: PlanExecutor[] = [];
  for (const [i, executor] of toList(config.executor).entries()) {
    const name = executor.name ?? '';
    const report = (rule: string, message: string, hint: string): void => {
      log.add({ rule, origin: { source: origin.source, path: `executor[${i}]` }, where: 'graph', message, hint });
    };
    if (name === 'default' || name === 'gpu' || name.startsWith('__')) {
      report('reserved-executor', `The executor name "${name}" is reserved.`, 'Choose another name.');
    } else if (executors.some(one => one.name === name)) {
      report('duplicate-executor', `The executor "${name}" is declared twice.`, 'Keep one.');
    } else if (name === '' && config.num_threads !== undefined && config.num_threads !== 0) {
      report('two-thread-counts', 'num_threads stands beside a default executor.', 'Keep one of them.');
    } else if (name !== '' && executor.type === undefined && !given.has(name)) {
      report('untyped-executor', `The executor "${name}" has no type.`, 'Add "type: ThreadPoolExecutor".');
    } else executors.push({ name, type: executor.type ?? '', options: freezeRecord(executor.options) });
  }
  const names = new Set([...executors.map(one => one.name), ...given]);
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
        `Add "executor: {name: ${name}, type: ThreadPoolExecutor}" to the graph.`,
      ),
    });
  }
  return executors;
}
