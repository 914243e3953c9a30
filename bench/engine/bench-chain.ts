import type { BenchRow } from '../bench-row.ts';
import { bareCalls } from './bare-calls.ts';
import { best } from './best.ts';
import { peers } from './peers.ts';
import { plans } from './plans.ts';
import { runPlan } from './run-plan.ts';
import { throughputRow } from './throughput-row.ts';

const ITEMS = 50_000;
const LENGTH = 10;
const NAME = `chain of ${LENGTH} nodes`;

/** Items per second through 10 PassThrough nodes, beside RxJS, Node streams and async generators. */
export async function benchChain(): Promise<BenchRow[]> {
  const { ours, byPorts, bare, rxjs, streams, generators } = await best(20, {
    ours: () => runPlan(plans.chain(ITEMS, LENGTH), ITEMS),
    byPorts: () => runPlan(plans.chain(ITEMS, LENGTH, plans.byPorts), ITEMS),
    bare: () => bareCalls(plans.byPorts, ITEMS, LENGTH),
    rxjs: () => peers.rxjsChain(ITEMS, LENGTH),
    streams: () => peers.nodeStreams(ITEMS, LENGTH),
    generators: () => peers.generators(ITEMS / 10, LENGTH),
  });
  const portsName = `${NAME}, each by its ports`;
  return [
    throughputRow(NAME, ours, `RxJS Subject + ${LENGTH} map`, rxjs),
    throughputRow(NAME, ours, `Node object streams, ${LENGTH} Transforms`, streams),
    throughputRow(NAME, ours, `${LENGTH} async generators`, generators),
    throughputRow(portsName, byPorts, `RxJS Subject + ${LENGTH} map`, rxjs),
    throughputRow(portsName, byPorts, 'the same calls with no engine around them', bare),
  ];
}
