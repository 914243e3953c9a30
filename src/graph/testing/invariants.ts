import { afterEachStep, debugView, runIdentity } from '../engine/debug-view.ts';
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
  let run: unknown;
  let steps = new StepLaws(graph.plan, log);
  const arrived = () => {
    if (run === runIdentity(graph)) return;
    run = runIdentity(graph);
    steps = new StepLaws(graph.plan, log);
    streams.reset();
  };
  const streams = new StreamLaws(graph.plan, graph, log, arrived);
  afterEachStep(graph, () => {
    arrived();
    steps.check(debugView(graph));
  });
  return () => {
    streams.stop();
    if (graph.status !== 'idle' && graph.status !== 'running') steps.checkEnd(debugView(graph));
    log.throwFirst();
  };
}
