import { afterEachStep, debugView } from '../engine/debug-view.ts';
import type { Graph } from '../engine/graph.ts';
import type { GraphDebugView, NodeView, QueueView } from '../engine/graph-debug-view.ts';
import { Timestamp } from '../timestamp.ts';

/**
 * Has the laws of the engine checked after every task of the graph's later runs; what breaks one is kept and thrown by
 * the function that is returned, which is to be called when the run has settled.
 *
 * @example
 * const checkLaws = watchInvariants(graph);
 * await graph.run();
 * checkLaws();
 */
export function watchInvariants(graph: Graph): () => void {
  const broken: Error[] = [];
  let before = debugView(graph);
  afterEachStep(graph, () => {
    const now = debugView(graph);
    try {
      checkStep(before, now);
    } catch (error) {
      broken.push(error instanceof Error ? error : new Error(String(error)));
    }
    before = now;
  });
  return () => {
    const [first] = broken;
    if (first !== undefined) throw first;
    checkInvariants(graph);
  };
}

/**
 * Checks the laws that hold at any moment between two tasks: I1 timestamps increase in each queue, I2 nothing lies at or
 * above a bound that has passed it, I5 open before process before close, and close at most once and only after an open
 * that succeeded, I7 and I10 every packet is counted, and after the end I6 nothing is open and I8 the run has settled
 * once.
 *
 * @throws Error that names the law, the node and the stream.
 */
export function checkInvariants(graph: Graph): void {
  const view = debugView(graph);
  for (const node of view.nodes) {
    checkLifeCycle(node);
    for (const queue of node.queues) checkQueue(node, queue);
  }
  if (view.status === 'idle' || view.status === 'running') {
    if (view.settled !== 0) throw broken('I8', 'the run', `has settled ${view.settled} times and goes on`);
    return;
  }
  if (view.settled !== 1) throw broken('I8', 'the run', `is over and has settled ${view.settled} times`);
  for (const node of view.nodes) {
    if (node.needsClose) throw broken('I5', `node "${node.name}"`, 'was opened and never closed');
    for (const queue of node.queues) {
      if (queue.size > 0)
        throw broken('I7', `node "${node.name}"`, `still has ${queue.size} packets of "${queue.stream}"`);
    }
  }
  if (view.status === 'done' && view.errors.length > 0) throw broken('I8', 'the run', 'is done and has errors');
  if (view.status !== 'done' && view.errors.length === 0)
    throw broken('I9', 'the run', `is ${view.status} without an error`);
}

/** Laws that compare two moments: bounds never fall, counters never fall, nothing is called after the end. */
function checkStep(before: GraphDebugView, now: GraphDebugView): void {
  for (const node of now.nodes) {
    checkLifeCycle(node);
    for (const queue of node.queues) checkQueue(node, queue);
  }
  if (before.nodes.length !== now.nodes.length || before.settled > now.settled) return;
  for (const [i, node] of now.nodes.entries()) {
    const last = before.nodes[i];
    if (last === undefined || last.calls > node.calls) continue;
    if (last.state === 'closed' && node.calls > last.calls) {
      throw broken('I6', `node "${node.name}"`, 'was called after it had closed');
    }
    for (const [j, queue] of node.queues.entries()) {
      const earlier = last.queues[j];
      if (earlier !== undefined && queue.timed && queue.bound < earlier.bound && queue.added >= earlier.added) {
        throw broken('I2', `node "${node.name}"`, `the bound of "${queue.stream}" fell`);
      }
    }
  }
}

function checkLifeCycle(node: NodeView): void {
  const where = `node "${node.name}"`;
  if (node.opens > 1) throw broken('I5', where, `was opened ${node.opens} times`);
  if (node.closes > 1) throw broken('I5', where, `was closed ${node.closes} times`);
  if (node.calls > 0 && node.opens === 0) throw broken('I5', where, 'was called before it was opened');
  if (node.closes > 0 && node.opens === 0) throw broken('I5', where, 'was closed and never opened');
}

function checkQueue(node: NodeView, queue: QueueView): void {
  const where = `node "${node.name}", stream "${queue.stream}"`;
  if (queue.added !== queue.taken + queue.dropped + queue.size) {
    throw broken(
      'I10',
      where,
      `added ${queue.added}, taken ${queue.taken}, dropped ${queue.dropped}, left ${queue.size}`,
    );
  }
  if (!queue.timed) return;
  for (const [i, t] of queue.timestamps.entries()) {
    const next = queue.timestamps[i + 1];
    if (next !== undefined && next <= t) {
      throw broken('I1', where, `${Timestamp.format(next)} follows ${Timestamp.format(t)}`);
    }
    if (t >= queue.bound) throw broken('I2', where, `${Timestamp.format(t)} is not below the bound`);
  }
}

function broken(law: string, where: string, fact: string): Error {
  return new Error(`${where}: breaks law ${law}: ${fact}. This is a defect of the engine.`);
}
