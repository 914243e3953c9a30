import type { GraphPlan } from '../config/graph-plan.ts';
import { MillraceError } from '../errors.ts';
import type { GraphInputs } from './graph-inputs.ts';
import type { NodeRuntime } from './node-runtime.ts';
import type { RestRound } from './rest-round.ts';
import type { RunReaders } from './run-readers.ts';
import type { RunSources } from './run-sources.ts';
import type { Throttle } from './throttle.ts';

/** The parts of a run that say how it can go on. */
export interface StandstillParts {
  readonly plan: GraphPlan;
  readonly nodes: readonly NodeRuntime[];
  readonly sources: RunSources;
  readonly inputs: GraphInputs;
  readonly readers: RunReaders;
  readonly throttle: Throttle;
  readonly rest: RestRound;
  readonly failed: boolean;
  fail(error: Error): void;
}

/** How a run goes on: `end` it, take the next task, or `wait` for the caller. */
export type NextStep = 'end' | 'tasks' | 'wait';

/**
 * What happens when nothing is queued or running: a node that paces the graph goes on, the run ends, sources of the next layer begin, queues that
 * everything waits for get room, or the caller is waited for.
 */
export function resolveStandstill(run: StandstillParts): NextStep {
  const { sources, inputs, plan } = run;
  const { anyActive, anyWaiting } = sources;
  if (!run.failed && !anyActive && !anyWaiting && run.rest.ask(run.nodes)) return 'tasks';
  if (run.failed || (!anyActive && !anyWaiting && inputs.allClosed)) return 'end';
  if (!anyActive && anyWaiting) {
    if (sources.activateNext()) return 'tasks';
    if (!inputs.allClosed) return 'wait';
    run.fail(
      new MillraceError(
        'UNKNOWN',
        'graph: a deadlock: sources cannot start because a source of a lower layer was not opened. Give it its side packets, or raise its source_layer.',
      ),
    );
    return 'tasks';
  }
  if (anyActive && sources.queueToStop(run.nodes)) return 'tasks';
  // A full input that nobody waits to add to is no deadlock.
  const someoneWaits = plan.reportDeadlock ? inputs.anyWaiting : run.throttle.anyInput;
  return (anyActive || someoneWaits) && makeRoom(run) ? 'tasks' : 'wait';
}

/** Everything waits for room: full queues grow by one, or the deadlock is reported. Returns whether there was one. */
function makeRoom(run: StandstillParts): boolean {
  let any = false;
  for (const queue of [...run.throttle.full]) {
    if (run.readers.isPolled(queue)) continue;
    any = true;
    if (run.plan.reportDeadlock) {
      run.fail(
        new MillraceError(
          'UNAVAILABLE',
          `stream "${queue.stream}" of ${queue.reader}: a deadlock: the queue is full with ${queue.size} packets and everything else waits for room in it. Raise max_queue_size, or leave out report_deadlock.`,
        ),
      );
    } else queue.setMaxSize(queue.size + 1);
  }
  return any;
}
