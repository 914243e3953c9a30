import type { BenchRow } from '../bench-row.ts';
import { bareCalls } from './bare-calls.ts';
import { best } from './best.ts';
import { peers } from './peers.ts';
import { plans } from './plans.ts';
import { runPlan } from './run-plan.ts';
import { throughputRow } from './throughput-row.ts';

/** Many, because 10 Transforms have up to 320 items under way, which must be few beside those of a twentieth. */
const ITEMS = 200_000;
const LENGTH = 10;
const NAME = `chain of ${LENGTH} nodes`;

/** Items per second through 10 PassThrough nodes, beside RxJS, Node streams and async generators. */
export async function benchChain(): Promise<BenchRow[]> {
  const { ours, rxjs, streams, generators } = await best(15, {
    ours: () => runPlan(plans.chain(ITEMS, LENGTH), ITEMS),
    rxjs: () => peers.rxjsChain(ITEMS, LENGTH),
    streams: () => peers.nodeStreams(ITEMS, LENGTH),
    generators: () => peers.generators(ITEMS / 10, LENGTH),
  });
  return [
    throughputRow(NAME, ours, `RxJS Subject + ${LENGTH} map`, rxjs),
    throughputRow(NAME, ours, `Node object streams, ${LENGTH} Transforms`, streams),
    throughputRow(NAME, ours, `${LENGTH} async generators`, generators),
    ...(await benchCalls()),
  ];
}

/** The same through 10 calculators that work with ports. */
async function benchCalls(): Promise<BenchRow[]> {
  const { ours, bare, rxjs } = await best(15, {
    ours: () => runPlan(plans.chain(ITEMS, LENGTH, plans.byPorts), ITEMS),
    bare: () => bareCalls(plans.byPorts, ITEMS, LENGTH),
    rxjs: () => peers.rxjsChain(ITEMS, LENGTH),
  });
  const name = `${NAME}, each by its ports`;
  return [
    throughputRow(name, ours, `RxJS Subject + ${LENGTH} map`, rxjs),
    throughputRow(name, ours, 'the same calls with no engine around them', bare),
  ];
}
