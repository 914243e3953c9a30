import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { afterEachStep, debugView } from '../../src/graph/engine/debug-view.ts';
import {
  type Calculator,
  createGraph,
  createRegistry,
  createScheduler,
  type Graph,
  type GraphPlan,
  type OpenedBehaviour,
  planGraph,
} from '../../src/graph/index.ts';
import { fixedGraphs } from '../../src/graph/testing/fixed-graphs.ts';
import { formatPacketLog, packetLog, SimulatedScheduler, VirtualClock } from '../../src/graph/testing/index.ts';
import { type GeneratedGraph, generatedGraph } from './generated-graph.ts';

const SEEDS = 20;

/**
 * The same plan, with every node that has the default policy under the sync set policy, whose one set means the same: so
 * that `PlainInputs` is used by none of them and all go the way of `NodeSchedule`.
 */
function generalWay(plan: GraphPlan): GraphPlan {
  const nodes = plan.nodes.map(node =>
    node.inputPolicy.name === 'DefaultInputStreamHandler'
      ? { ...node, inputPolicy: { ...node.inputPolicy, name: 'SyncSetInputStreamHandler' } }
      : node,
  );
  return { ...plan, nodes };
}

/** Lets a graph run to its end. */
type Drive = (graph: Graph) => Promise<void>;

const runAlone: Drive = graph => graph.run();

/** Every packet, and what every node, queue and stream looks like after each task. */
async function history(
  plan: GraphPlan,
  streams: readonly string[],
  seed: number | undefined,
  drive = runAlone,
): Promise<string[]> {
  const clock = new VirtualClock();
  const simulated = new SimulatedScheduler({ seed: seed ?? 0, clock });
  // The default order of tasks, but no turn of the event loop that would depend on the wall clock.
  const inOrder = createScheduler({ sliceMilliseconds: Number.POSITIVE_INFINITY });
  const graph = createGraph(plan, { scheduler: seed === undefined ? inOrder : simulated, clock });
  const logs = packetLog(graph, streams);
  const steps: string[] = [];
  afterEachStep(graph, () => {
    steps.push(JSON.stringify(debugView(graph)));
  });
  await (seed === undefined ? drive(graph) : simulated.run(drive(graph)));
  return [...steps, formatPacketLog(logs)];
}

describe('nodes with plain inputs are written out for speed; step by step they do what the general way does', () => {
  it.each(fixedGraphs().map(graph => [graph.name, graph] as const))('%s', async (_name, { plan, streams }) => {
    const written = await history(plan, streams, undefined);
    expect(written.length).toBeGreaterThan(10);
    expect(written).toEqual(await history(generalWay(plan), streams, undefined));
    for (let seed = 0; seed < SEEDS; seed += 1) {
      expect(await history(plan, streams, seed), `seed ${seed}`).toEqual(
        await history(generalWay(plan), streams, seed),
      );
    }
  });
});

/** Every call of `process` in its order, and every packet, of a run in rule order that nobody looks at. */
async function calls(
  plan: GraphPlan,
  streams: readonly string[],
  isObserved: boolean,
  drive = runAlone,
): Promise<string[]> {
  const log: string[] = [];
  const nodes = plan.nodes.map(node => ({ ...node, calculator: logged(node.calculator, log) }));
  const graph = createGraph(
    { ...plan, nodes },
    { scheduler: createScheduler({ sliceMilliseconds: Number.POSITIVE_INFINITY }), clock: new VirtualClock() },
  );
  const logs = packetLog(graph, streams);
  let steps = 0;
  if (isObserved) {
    afterEachStep(graph, () => {
      steps += 1;
    });
  }
  await drive(graph);
  expect(steps > 0).toBe(isObserved);
  return [...log, formatPacketLog(logs)];
}

function logged(calculator: Calculator, log: string[]): Calculator {
  const note = (behaviour: OpenedBehaviour): OpenedBehaviour => ({
    ...behaviour,
    map: undefined,
    process(ctx) {
      log.push(`${ctx.nodeName} ${ctx.inputTimestamp}`);
      return behaviour.process(ctx);
    },
  });
  return {
    ...calculator,
    open(ctx) {
      const behaviour = calculator.open(ctx);
      return behaviour instanceof Promise ? behaviour.then(note) : note(behaviour);
    },
  };
}

describe('calls that are not queued come in the order of the task queue, also where no task is observed', () => {
  it.each(fixedGraphs().map(graph => [graph.name, graph] as const))('%s', async (_name, { plan, streams }) => {
    const unobserved = await calls(plan, streams, false);
    expect(unobserved.length).toBeGreaterThan(10);
    expect(unobserved).toEqual(await calls(plan, streams, true));
    expect(unobserved).toEqual(await calls(generalWay(plan), streams, false));
    expect(unobserved).toEqual(await calls(generalWay(plan), streams, true));
  });
});

/** Adds what a generated graph is fed with, by time, and ends it. */
function feeding({ feed, sidePackets }: GeneratedGraph): Drive {
  const entries = Object.entries(feed).flatMap(([name, list]) => list.map(([t, value]) => ({ name, t, value })));
  entries.sort((a, b) => a.t - b.t);
  return async graph => {
    graph.start({ sidePackets });
    for (const { name, t, value } of entries) await graph.add(name, value, t);
    graph.closeAllInputs();
    await graph.done();
  };
}

it('and both hold for generated graphs, in rule order', async () => {
  const registry = createRegistry(builtinCalculators);
  const property = fc.asyncProperty(generatedGraph, async generated => {
    const plan = planGraph(generated.config, { registry });
    const drive = feeding(generated);
    // A stream that nobody else reads: others keep their only reader.
    const streams = plan.streams.filter(({ consumers }) => consumers.length === 0).map(({ name }) => name);
    // On the schedules of seeds, which pick by places of the queue, the two may be called in another order.
    const written = await history(plan, streams, undefined, drive);
    expect(written).toEqual(await history(generalWay(plan), streams, undefined, drive));
    const unobserved = await calls(plan, streams, false, drive);
    for (const way of [plan, generalWay(plan)]) {
      expect(unobserved).toEqual(await calls(way, streams, true, drive));
    }
    expect(unobserved).toEqual(await calls(generalWay(plan), streams, false, drive));
  });
  await fc.assert(property, { numRuns: 40, seed: 20261127, endOnFailure: true });
});
