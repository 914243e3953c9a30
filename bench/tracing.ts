import {
  createGraph,
  createRegistry,
  defineCalculator,
  integer,
  planGraph,
  required,
  TraceBuffer,
} from '../src/graph/index.ts';
import type { BenchRow } from './bench-row.ts';

/** Many and short: a round of a few milliseconds is undisturbed now and then, also on a machine with other work. */
const ROUNDS = 60;

/** A call that multiplies so often: 20,000 are as much as a small picture takes. */
function worker(name: string, steps: number) {
  return defineCalculator({
    name,
    summary: 'Works.',
    inputs: { '': required(integer, 'Numbers') },
    outputs: { '': required(integer, 'Numbers') },
    timestampOffset: 0,
    open: () => ({
      process({ inputs, outputs }) {
        let sum = inputs[''].get();
        for (let i = 0; i < steps; i += 1) sum = (Math.imul(sum, 48_271) + i) | 0;
        outputs[''].emit(sum);
      },
    }),
  });
}

type Watch = 'nobody' | 'profile' | 'trace';

/**
 * Sends packets through ten nodes in a chain.
 *
 * @returns nanoseconds per call, of the processor: what else runs on the machine does not count.
 */
async function chain(steps: number, packets: number, watch: Watch): Promise<number> {
  const node = Array.from({ length: 10 }, (_, i) => ({
    calculator: 'WorkCalculator',
    input_stream: `s${i}`,
    output_stream: `s${i + 1}`,
  }));
  const registry = createRegistry([worker('WorkCalculator', steps)]);
  const plan = planGraph({ input_stream: 's0', node }, { registry });
  const watched = { nobody: {}, profile: { profile: true }, trace: { tracer: new TraceBuffer() } }[watch];
  const graph = createGraph(plan, watched);
  graph.start();
  await graph.idle();
  const started = process.cpuUsage();
  for (let t = 0; t < packets; t += 1) await graph.add('s0', t, t);
  graph.closeAllInputs();
  await graph.done();
  const { user, system } = process.cpuUsage(started);
  return ((user + system) * 1000) / (packets * 10);
}

/** What it costs to watch a graph: nothing, calls timed, everything traced; on calls of no work and of real work. */
export async function benchTracing(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, steps, packets] of [
    ['no work', 0, 500],
    ['20,000 multiplications', 20_000, 20],
    ['100,000 multiplications', 100_000, 4],
  ] as const) {
    const times: Record<Watch, number[]> = { nobody: [], profile: [], trace: [] };
    for (let round = -1; round < ROUNDS; round += 1) {
      // In turn, so that a machine whose speed drifts treats all alike; the first round warms up.
      for (const watch of ['nobody', 'profile', 'trace'] as const) {
        const time = await chain(steps, packets, watch);
        if (round >= 0) times[watch].push(time);
      }
    }
    // The best of many: what disturbs a run only ever makes it slower.
    const best = {
      nobody: Math.min(...times.nobody),
      profile: Math.min(...times.profile),
      trace: Math.min(...times.trace),
    };
    for (const watch of ['profile', 'trace'] as const) {
      rows.push({
        name: `tracing/${name}`,
        metric: `CPU time per call, ${watch === 'profile' ? 'timed' : 'traced'}`,
        unit: 'ns',
        ours: best[watch],
        peer: best.nobody,
        peerName: 'not watched',
        ratio: best.nobody / best[watch],
      });
    }
  }
  return rows;
}
