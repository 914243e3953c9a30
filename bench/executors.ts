import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createNodeWorkerPool } from '../runtime-node/executor/node-worker-pool.ts';
import { bundleWorker } from '../scripts/bundle-worker.mjs';
import { createGraph, type Image, type WorkerPool } from '../src/graph/index.ts';
import { tinyPlan } from '../src/graph/testing/tiny-plan.ts';
import type { BenchRow } from './bench-row.ts';
import { calculators, echo, heavy } from './executor-calculators.ts';
import { alternate } from './measure.ts';

const BYTES = 1280 * 720 * 4;

/** Echoes every message, its buffer moved when it comes in the field `moved`. */
const ECHO = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', m => parentPort.postMessage(m, m.moved === undefined ? [] : [m.moved.buffer]));
`;

const frame = (data: Uint8Array, release?: () => void): Image => ({
  kind: 'cpu',
  format: 'rgba8',
  width: 1280,
  height: 720,
  data,
  ...(release === undefined ? {} : { release }),
});

/** One node on a pool: what is sent comes back as a packet. */
async function echoGraph(pool: WorkerPool): Promise<{ trip(value: unknown): Promise<unknown>; end(): Promise<void> }> {
  const plan = tinyPlan({ inputs: ['in'], nodes: [{ calculator: echo, inputs: ['in'], outputs: ['out'] }] });
  const graph = createGraph(plan, { executors: { '': pool } });
  let time = 0;
  let arrived: (value: unknown) => void = () => undefined;
  graph.observe('out', packet => {
    arrived(packet.retain().value);
    packet.release();
  });
  graph.start();
  const trip = async (value: unknown): Promise<unknown> => {
    const back = new Promise(resolve => {
      arrived = resolve;
    });
    await graph.add('in', value, time++);
    return back;
  };
  await trip(0);
  return {
    trip,
    async end() {
      graph.closeAllInputs();
      await graph.done();
    },
  };
}

function row(name: string, unit: string, ours: number, peerName: string, peer: number): BenchRow {
  return { name, metric: 'round trip', unit, ours, peer, peerName, ratio: peer / ours };
}

/** Microseconds of one round trip each: ours beside a bare message, in turns. */
async function roundTrips(
  name: string,
  ours: () => Promise<unknown>,
  peerName: string,
  peer: () => Promise<unknown>,
  times: number,
): Promise<BenchRow> {
  const many = (one: () => Promise<unknown>) => async () => {
    for (let i = 0; i < times; i += 1) await one();
  };
  const { ours: a, peer: b } = await alternate(many(ours), many(peer), 7);
  return row(name, 'µs', (a.min / times) * 1000, peerName, (b.min / times) * 1000);
}

/** Milliseconds of `frames` frames through two heavy nodes. */
async function pipeline(frames: number, pool: WorkerPool | undefined): Promise<void> {
  const plan = tinyPlan({
    inputs: ['in'],
    nodes: [
      { calculator: heavy, inputs: ['in'], outputs: ['mid'] },
      { calculator: heavy, inputs: ['mid'], outputs: ['out'] },
    ],
  });
  const graph = createGraph(plan, pool === undefined ? {} : { executors: { '': pool } });
  let seen = 0;
  graph.observe('out', () => {
    seen += 1;
  });
  graph.start();
  for (let i = 0; i < frames; i += 1) await graph.add('in', frame(new Uint8Array(BYTES)), i);
  graph.closeAllInputs();
  await graph.done();
  if (seen !== frames) throw new Error(`bench executors: ${seen} of ${frames} frames arrived.`);
}

/** Packets per second through one node on a pool, sent as fast as they are taken. */
async function throughput(pool: WorkerPool, packets: number): Promise<number> {
  const plan = tinyPlan({ inputs: ['in'], nodes: [{ calculator: echo, inputs: ['in'], outputs: ['out'] }] });
  const graph = createGraph(plan, { executors: { '': pool } });
  graph.start();
  await graph.add('in', 0, -1);
  await graph.idle();
  const start = performance.now();
  for (let i = 0; i < packets; i += 1) {
    const added = graph.add('in', i, i);
    if (i % 50 === 49) await added;
  }
  graph.closeAllInputs();
  await graph.done();
  return (packets / (performance.now() - start)) * 1000;
}

/** As many packets under way as a pool has: one message of a hundred at a time. */
async function rawThroughput(worker: Worker, messages: number, packets: number): Promise<number> {
  const batch = Array.from({ length: packets }, (_, i) => i);
  const start = performance.now();
  for (let i = 0; i < messages; i += 1) {
    const back = once(worker, 'message');
    worker.postMessage({ batch });
    await back;
  }
  return ((messages * packets) / (performance.now() - start)) * 1000;
}

/** What moving a node to a thread costs, and what it brings. */
export async function benchExecutors(): Promise<BenchRow[]> {
  const { program, modules } = await bundleWorker('bench', ['bench/executor-calculators.ts']);
  const make = (threads: number, memory: 'transfer' | 'shared') =>
    createNodeWorkerPool({
      threads,
      memory,
      workerProgram: program,
      executorModules: modules.map(url => ({ url, calculators })),
    });
  const worker = new Worker(ECHO, { eval: true });
  const raw = async (message: object, moved: readonly ArrayBuffer[] = []): Promise<unknown> => {
    const back = once(worker, 'message');
    worker.postMessage(message, moved);
    return (await back)[0];
  };
  const moving = make(1, 'transfer');
  const sharing = make(1, 'shared');
  const two = make(2, 'transfer');
  const rows: BenchRow[] = [];
  try {
    const moved = await echoGraph(moving);
    const shared = await echoGraph(sharing);
    rows.push(
      await roundTrips(
        'small packet',
        () => moved.trip(1),
        'postMessage',
        () => raw({ n: 1 }),
        500,
      ),
    );
    let own = new Uint8Array(BYTES);
    let bare = new Uint8Array(BYTES);
    rows.push(
      await roundTrips(
        '720p frame, moved',
        async () => {
          own = ((await moved.trip(frame(own))) as Image).data as Uint8Array<ArrayBuffer>;
        },
        'postMessage, transfer',
        async () => {
          bare = ((await raw({ moved: bare }, [bare.buffer])) as { moved: Uint8Array<ArrayBuffer> }).moved;
        },
        100,
      ),
    );
    const pooled = new Uint8Array(BYTES);
    const release = () => undefined;
    rows.push(
      await roundTrips(
        '720p frame of a pool, copied once and moved',
        () => moved.trip(frame(pooled, release)),
        'postMessage, clone both ways',
        () => raw({ pooled }),
        20,
      ),
      await roundTrips(
        '720p frame of a pool, written into the ring',
        () => shared.trip(frame(pooled, release)),
        'postMessage, clone both ways',
        () => raw({ pooled }),
        20,
      ),
    );
    await moved.end();
    await shared.end();
    const items = 50_000;
    const ours = Math.max(await throughput(moving, items), await throughput(moving, items));
    const peer = Math.max(await rawThroughput(worker, items / 100, 100), await rawThroughput(worker, items / 100, 100));
    rows.push({
      name: 'small packets in a row',
      metric: 'throughput',
      unit: 'packets/s',
      ours,
      peer,
      peerName: 'postMessage, 100 numbers there and back at a time',
      ratio: ours / peer,
    });
    await pipeline(2, two);
    const heavyTimes = await alternate(
      () => pipeline(20, two),
      () => pipeline(20, undefined),
      5,
    );
    rows.push({
      name: 'two heavy nodes, 20 frames of 720p',
      metric: 'time',
      unit: 'ms',
      ours: heavyTimes.ours.min,
      peer: heavyTimes.peer.min,
      peerName: 'the calling thread',
      ratio: heavyTimes.peer.min / heavyTimes.ours.min,
    });
  } finally {
    for (const pool of [moving, sharing, two]) pool.close();
    await worker.terminate();
  }
  return rows;
}
