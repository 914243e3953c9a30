import type { BenchRow } from '../bench-row.ts';
import { benchChain } from './bench-chain.ts';
import { best } from './best.ts';
import { type EnginePart, engineParts } from './engine-parts.ts';
import { inOwnProcess } from './in-own-process.ts';
import { linearFit } from './linear-fit.ts';
import { peers } from './peers.ts';
import { plans } from './plans.ts';
import { queuedBytes } from './queued-bytes.ts';
import { runPlan } from './run-plan.ts';
import { throughputRow } from './throughput-row.ts';

const ITEMS = 50_000;

function alone(name: string, metric: string, unit: string, ours: number): BenchRow {
  return { name, metric, unit, ours, peer: null, peerName: '', ratio: null };
}

async function longChains(items: number): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const length of [100, 1000]) {
    const fewer = (items * 20) / length;
    const { ours, rxjs } = await best(4, {
      ours: () => runPlan(plans.chain(fewer, length), fewer),
      rxjs: () => peers.rxjsChain(fewer, length),
    });
    rows.push(throughputRow(`chain of ${length} nodes`, ours, `RxJS Subject + ${length} map`, rxjs));
  }
  return rows;
}

async function mixedChain(items: number): Promise<BenchRow[]> {
  const { ours, rxjs } = await best(15, {
    ours: () => runPlan(plans.mixedChain(items, 10), items),
    rxjs: () => peers.rxjsMixedChain(items, 10),
  });
  return [throughputRow('chain of 10 nodes, five calculators', ours, 'RxJS, map with five functions', rxjs)];
}

async function join(items: number): Promise<BenchRow[]> {
  const { ours, rxjs, numbers } = await best(15, {
    ours: () => runPlan(plans.join(items), items),
    rxjs: () => peers.rxjsZip(items),
    numbers: () => peers.rxjsZipOfNumbers(items),
  });
  return [
    throughputRow('join of two streams by timestamp', ours, 'RxJS zip of {t, v}, by place', rxjs),
    throughputRow('join of two streams by timestamp', ours, 'RxJS zip of bare numbers', numbers),
  ];
}

async function diamonds(items: number): Promise<BenchRow[]> {
  const fewer = items / 5;
  const fifty = await best(6, {
    ours: () => runPlan(plans.diamonds(fewer, 50), fewer),
    rxjs: () => peers.rxjsDiamonds(fewer, 50),
  });
  const rows = [throughputRow('50 nodes in diamonds', fifty.ours, 'RxJS, 32 map and 16 zip', fifty.rxjs)];
  const points: [number, number][] = [];
  for (const nodes of [10, 100, 1000]) {
    const count = (items * 20) / nodes;
    const { ours } = await best(3, { ours: () => runPlan(plans.diamonds(count, nodes), count) });
    points.push([nodes, 1 / ours]);
    rows.push(alone(`${nodes} nodes in diamonds`, 'growth', 'items*nodes/s', ours * nodes));
  }
  const fit = linearFit(points);
  rows.push(alone('time per item over nodes', 'R2 of the linear fit', '', fit.r2));
  rows.push(alone('time per item over nodes', 'slope of the linear fit', 'ns/node', fit.slope * 1e9));
  return rows;
}

async function queue(): Promise<BenchRow[]> {
  const { ours, peer } = await queuedBytes(100_000);
  const name = 'a packet in a queue';
  return [
    { name, metric: 'memory', unit: 'bytes', ours, peer, peerName: 'bare {t, v} in an array', ratio: peer / ours },
  ];
}

/** The parts of {@link benchEngine}, each of which it measures in a process of its own. */
export const partsOfEngine: Readonly<Record<EnginePart, () => Promise<readonly BenchRow[]>>> = {
  chain: benchChain,
  'long-chains': () => longChains(ITEMS),
  'mixed-chain': () => mixedChain(ITEMS),
  join: () => join(ITEMS),
  diamonds: () => diamonds(ITEMS),
  queue,
};

/** Items per second through the engine beside RxJS, Node streams and async generators; growth; bytes per queued packet. */
export function benchEngine(): Promise<readonly BenchRow[]> {
  return Promise.resolve(engineParts.flatMap(inOwnProcess));
}
