import { Transform } from 'node:stream';
import { map, Subject, zip } from 'rxjs';
import {
  any,
  createGraph,
  defineCalculator,
  type GraphPlan,
  integer,
  repeated,
  required,
  STOP,
} from '../src/graph/index.ts';
import { tinyPlan } from '../src/graph/testing/tiny-plan.ts';
import type { BenchRow } from './bench-row.ts';

const pass = defineCalculator({
  name: 'PassThroughCalculator',
  summary: 'Forwards.',
  inputs: { '': repeated(any, 'a') },
  outputs: { '': repeated(any, 'b') },
  open: () => ({
    process(ctx) {
      const inputs = ctx.inputs[''];
      const outputs = ctx.outputs[''];
      for (let i = 0; i < inputs.length; i += 1) {
        const input = inputs[i];
        if (input !== undefined && !input.isEmpty) outputs[i]?.forward(input.packet);
      }
    },
  }),
});

const add = defineCalculator({
  name: 'AddCalculator',
  summary: 'Adds two streams.',
  inputs: { '': repeated(integer, 'a') },
  outputs: { '': required(integer, 'b') },
  open: () => ({
    process(ctx) {
      let sum = 0;
      for (const input of ctx.inputs['']) sum += input.value ?? 0;
      ctx.outputs[''].emit(sum);
    },
  }),
});

function counting(count: number) {
  return defineCalculator({
    name: 'CountingCalculator',
    summary: 'Counts.',
    outputs: { '': required(integer, 'a') },
    open: () => {
      let n = 0;
      return {
        process(ctx) {
          ctx.outputs[''].emit(n, n);
          n += 1;
          return n >= count ? STOP : undefined;
        },
      };
    },
  });
}

function chain(items: number, length: number): GraphPlan {
  return tinyPlan({
    nodes: [
      { calculator: counting(items), outputs: ['s0'] },
      ...Array.from({ length }, (_, i) => ({ calculator: pass, inputs: [`s${i}`], outputs: [`s${i + 1}`] })),
    ],
  });
}

function join(items: number): GraphPlan {
  return tinyPlan({
    nodes: [
      { calculator: counting(items), outputs: ['a'] },
      { calculator: counting(items), outputs: ['b'] },
      { calculator: add, inputs: ['a', 'b'], outputs: ['sum'] },
    ],
  });
}

async function millrace(plan: GraphPlan, stream: string, items: number): Promise<number> {
  const graph = createGraph(plan);
  let seen = 0;
  graph.observe(stream, () => {
    seen += 1;
  });
  const start = performance.now();
  await graph.run();
  const seconds = (performance.now() - start) / 1000;
  if (seen !== items) throw new Error(`bench engine: ${seen} of ${items} items arrived.`);
  return items / seconds;
}

function rxjsChain(items: number, length: number): number {
  const source = new Subject<{ readonly t: number; readonly v: number }>();
  let stream = source.asObservable();
  for (let i = 0; i < length; i += 1) stream = stream.pipe(map(packet => ({ t: packet.t, v: packet.v })));
  let seen = 0;
  stream.subscribe(() => {
    seen += 1;
  });
  const start = performance.now();
  for (let i = 0; i < items; i += 1) source.next({ t: i, v: i });
  const seconds = (performance.now() - start) / 1000;
  if (seen !== items) throw new Error(`bench engine: RxJS passed ${seen} of ${items} items.`);
  return items / seconds;
}

function rxjsZip(items: number): number {
  const a = new Subject<number>();
  const b = new Subject<number>();
  let seen = 0;
  zip(a, b)
    .pipe(map(([x, y]) => x + y))
    .subscribe(() => {
      seen += 1;
    });
  const start = performance.now();
  for (let i = 0; i < items; i += 1) {
    a.next(i);
    b.next(i);
  }
  const seconds = (performance.now() - start) / 1000;
  if (seen !== items) throw new Error(`bench engine: zip passed ${seen} of ${items} items.`);
  return items / seconds;
}

async function nodeStreams(items: number, length: number): Promise<number> {
  const forward = (): Transform =>
    new Transform({
      objectMode: true,
      transform(item, _encoding, done) {
        done(null, item);
      },
    });
  const first = forward();
  let last = first;
  for (let i = 1; i < length; i += 1) last = last.pipe(forward());
  let seen = 0;
  last.on('data', () => {
    seen += 1;
  });
  const start = performance.now();
  const ended = new Promise(resolve => last.on('end', resolve));
  for (let i = 0; i < items; i += 1) {
    if (!first.write({ t: i, v: i })) await new Promise(resolve => first.once('drain', resolve));
  }
  first.end();
  await ended;
  const seconds = (performance.now() - start) / 1000;
  if (seen !== items) throw new Error(`bench engine: Node streams passed ${seen} of ${items} items.`);
  return items / seconds;
}

/** The better of several runs: what the code can do when the machine lets it. */
async function best(times: number, run: () => number | Promise<number>): Promise<number> {
  let result = 0;
  for (let i = 0; i < times; i += 1) result = Math.max(result, await run());
  return result;
}

function row(name: string, ours: number, peerName: string, peer: number): BenchRow {
  return { name, metric: 'throughput', unit: 'items/s', ours, peer, peerName, ratio: ours / peer };
}

/** Items per second through the engine beside RxJS and Node streams, measured in one run. */
export async function benchEngine(): Promise<BenchRow[]> {
  const items = 200_000;
  await millrace(chain(20_000, 10), 's10', 20_000);
  rxjsChain(20_000, 10);
  const tenOurs = await best(4, () => millrace(chain(items, 10), 's10', items));
  const tenRxjs = await best(4, () => rxjsChain(items, 10));
  const tenStreams = await best(2, () => nodeStreams(items / 4, 10));
  const joinOurs = await best(4, () => millrace(join(items), 'sum', items));
  const joinRxjs = await best(4, () => rxjsZip(items));
  const hundredOurs = await best(2, () => millrace(chain(items / 10, 100), 's100', items / 10));
  const hundredRxjs = await best(2, () => rxjsChain(items / 10, 100));
  const thousandOurs = await best(2, () => millrace(chain(items / 100, 1000), 's1000', items / 100));
  const thousandRxjs = await best(2, () => rxjsChain(items / 100, 1000));
  return [
    row('chain of 10 nodes', tenOurs, 'RxJS Subject + 10 map', tenRxjs),
    row('chain of 10 nodes', tenOurs, 'Node object streams, 10 Transforms', tenStreams),
    row('join of two streams', joinOurs, 'RxJS zip', joinRxjs),
    row('chain of 100 nodes', hundredOurs, 'RxJS Subject + 100 map', hundredRxjs),
    row('chain of 1000 nodes', thousandOurs, 'RxJS Subject + 1000 map', thousandRxjs),
  ];
}
