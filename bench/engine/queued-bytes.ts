import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createGraph } from '../../src/graph/index.ts';
import { tinyPlan } from '../../src/graph/testing/tiny-plan.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** The heap that one packet of a number takes while it waits in a queue, and what the bare `{t, v}` takes in an array. */
export async function queuedBytes(packets: number): Promise<{ readonly ours: number; readonly peer: number }> {
  const graph = createGraph(tinyPlan({ inputs: [`in`], nodes: [] }));
  const poller = graph.poll('in', { maxQueueSize: -1 });
  graph.start();
  const before = heap();
  for (let i = 0; i < packets; i += 1) await graph.add('in', i, i);
  const ours = (heap() - before) / packets;
  if (poller.queueSize !== packets) throw new Error(`bench engine: ${poller.queueSize} of ${packets} packets wait.`);
  graph.cancel();
  await graph.done().catch(() => undefined);
  poller.close();
  const start = heap();
  const list: { readonly t: number; readonly v: number }[] = [];
  for (let i = 0; i < packets; i += 1) list.push({ t: i, v: i });
  const peer = (heap() - start) / packets;
  if (list.length !== packets) throw new Error('bench engine: the list is gone.');
  return { ours, peer };
}
