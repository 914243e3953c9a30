import { afterEachStep, type LiveRun, liveRun } from '../engine/debug-view.ts';
import type { Graph } from '../engine/graph.ts';
import { LawLog } from './laws/law-log.ts';
import { StepLaws } from './laws/step-laws.ts';
import { StreamLaws } from './laws/stream-laws.ts';

/**
 * Has the laws of the engine checked after every task of the graph's later runs, as far as they can be seen from
 * outside: I1, I2, I4, I5, I8, I10, I11, and at the end that nothing was left. What breaks one is kept and thrown by the
 * function that is returned, which is to be called when the run has settled. `simulate` checks more.
 *
 * @example
 * const checkLaws = watchInvariants(graph);
 * await graph.run();
 * checkLaws();
 */
export function watchInvariants(graph: Graph): () => void {
  const log = new LawLog();
  let run: LiveRun | undefined;
  let steps: StepLaws | undefined;
  const arrived = () => {
    const now = liveRun(graph);
    if (now === undefined || now === run) return;
    run = now;
    steps = new StepLaws(graph.plan, now, log);
    streams.reset();
  };
  const streams = new StreamLaws(graph.plan, graph, log, arrived);
  afterEachStep(graph, () => {
    arrived();
    steps?.check();
  });
  return () => {
    streams.stop();
    if (graph.status !== 'idle' && graph.status !== 'running') steps?.checkEnd();
    log.throwFirst();
  };
}
