import { expect, it } from 'vitest';
import {
  any,
  createGraph,
  createRegistry,
  defineCalculator,
  type Graph,
  planGraph,
  ResourceLimitError,
  required,
} from '../src/graph/index.ts';
import { limitRun, type RunLimits, type Ticker, unlimited } from './limit-run.ts';

/** Holds its packets back until the test lets go. */
function slowGraph(): { graph: Graph; letGo: () => void } {
  let letGo = (): void => undefined;
  const held = new Promise<void>(resolve => {
    letGo = resolve;
  });
  const slow = defineCalculator({
    name: 'SlowCalculator',
    summary: 'Waits.',
    inputs: { '': required(any, 'What waits') },
    outputs: { '': required(any, 'What has waited') },
    open: () => ({ process: () => held }),
  });
  const config = { input_stream: 'a', node: { calculator: 'SlowCalculator', input_stream: 'a', output_stream: 'b' } };
  return { graph: createGraph(planGraph(config, { registry: createRegistry([slow]) })), letGo };
}

/** A graph under limits, on a clock that the test moves. */
async function failure(limits: Partial<RunLimits>, seconds: readonly number[], packets: number): Promise<unknown> {
  const { graph, letGo } = slowGraph();
  let tick = (_: number): void => undefined;
  let stopped = 0;
  const ticker: Ticker = callback => {
    tick = callback;
    return () => {
      stopped += 1;
    };
  };
  limitRun(graph, { ...unlimited, ...limits }, ticker);
  graph.start();
  const done = graph.done().then(
    () => undefined,
    (error: unknown) => error,
  );
  for (let i = 0; i < packets; i += 1) await graph.add('a', i, i);
  for (const now of seconds) tick(now);
  letGo();
  graph.closeAllInputs();
  const error = await done;
  expect(stopped).toBe(1);
  return error;
}

it('lets a run within its limits end as usual', async () => {
  expect(await failure({ packetsInFlight: 5, wallSeconds: 10, idleSeconds: 5 }, [0, 4, 5], 5)).toBeUndefined();
});

it.each([
  [{ packetsInFlight: 3 }, [0], 6, 'packetsInFlight', /5 packets wait in its queues; 3 are the limit/],
  [{ wallSeconds: 10 }, [100, 109, 111], 1, 'wallSeconds', /it has run for 10 s/],
  [{ idleSeconds: 5 }, [100, 103, 106], 1, 'idleSeconds', /nothing has happened for 5 s/],
] as const)('fails a run beyond %j', async (limits, seconds, packets, limit, message) => {
  const error = await failure(limits, seconds, packets);
  expect(error).toBeInstanceOf(ResourceLimitError);
  expect(error).toMatchObject({ code: 'RESOURCE_EXHAUSTED', limit, message: expect.stringMatching(message) });
});
