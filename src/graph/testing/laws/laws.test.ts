// Each law is broken on purpose, by a calculator, a queue, a handle or a run that misbehaves: the monitor must say so,
// and name the law. Without the sabotage the same graphs break none.
import { describe, expect, it } from 'vitest';
import { type Calculator, STOP } from '../../calculator.ts';
import type { GraphPlan } from '../../config/graph-plan.ts';
import { defineCalculator } from '../../define-calculator.ts';
import { RunnableGraph } from '../../engine/create-graph.ts';
import type { Graph } from '../../engine/graph.ts';
import type { GraphRun } from '../../engine/graph-run.ts';
import { integer } from '../../packet-types/plain.ts';
import { required } from '../../port.ts';
import { type SimulationOptions, simulate } from '../simulate.ts';
import { SimulatedScheduler } from '../simulated-scheduler.ts';
import { type Block, block, countTo, lambda, passThrough, sum } from '../test-calculators.ts';
import { type TinyNode, tinyPlan } from '../tiny-plan.ts';

const source: TinyNode = { calculator: countTo(6), outputs: ['a'] };
const chain: readonly TinyNode[] = [source, { calculator: passThrough, inputs: ['a'], outputs: ['b'] }];
const plan = (nodes: readonly TinyNode[], rest: object = {}): GraphPlan => tinyPlan({ nodes, ...rest });

function runOf(graph: Graph): GraphRun {
  if (!(graph instanceof RunnableGraph) || graph.currentRun === undefined) throw new Error('It was started.');
  return graph.currentRun;
}

const queueOf = (graph: Graph) => {
  const queue = runOf(graph).nodes[1]?.queues[0];
  if (queue === undefined) throw new Error('The second node has an input.');
  return queue;
};

/** The laws that were broken. */
async function broken(
  graph: GraphPlan,
  options: Partial<SimulationOptions> = {},
  drive?: (graph: Graph) => Promise<void>,
): Promise<readonly string[]> {
  const { breaches } = await simulate(graph, { seed: 1, ...options }, async ({ graph: running }) => {
    await (drive?.(running) ?? running.run()).catch(() => undefined);
  });
  return breaches;
}

const naming = (law: string) => expect.arrayContaining([expect.stringMatching(`breaks law ${law}:`)]) as unknown;

/** Does something to the graph after one of its steps. */
const at = (step: number, sabotage: (graph: Graph) => void): Partial<SimulationOptions> => ({
  onStep: (graph, steps) => {
    if (steps === step) sabotage(graph);
  },
});

/** A source that sends at the given times. */
const sendAt = (
  times: readonly number[],
  then: (send: { bound(t: number): void }) => void = () => undefined,
): Calculator =>
  defineCalculator({
    name: 'SendCalculator',
    summary: 'Sends at given times.',
    outputs: { '': required(integer, 'numbers') },
    timestampOffset: null,
    open: () => {
      let i = 0;
      return {
        process({ outputs }) {
          const t = times[i];
          if (t === undefined) return STOP;
          outputs[''].emit(i, t);
          i += 1;
          then({ bound: to => outputs[''].setNextTimestampBound(to) });
          return undefined;
        },
      };
    },
  });

const blocks = defineCalculator({
  name: 'BlocksCalculator',
  summary: 'Makes blocks of memory.',
  outputs: { '': required(block, 'blocks') },
  open: () => {
    let id = 0;
    return {
      process({ outputs }) {
        outputs[''].emit({ id, released: 0 }, id);
        id += 1;
        return id === 4 ? STOP : undefined;
      },
    };
  },
});

describe('the law monitor', () => {
  it('finds nothing in engines that work', async () => {
    expect(await broken(plan(chain))).toEqual([]);
    expect(await broken(plan([{ calculator: blocks, outputs: ['a'] }, ...chain.slice(1)]))).toEqual([]);
    expect(await broken(plan([{ calculator: sendAt([1, 5]), outputs: ['a'] }, ...chain.slice(1)]))).toEqual([]);
  });

  it('I1: a queue that lets time stand still', async () => {
    const untimed = at(1, graph => {
      for (const stream of runOf(graph).streams) for (const queue of stream.queues) queue.timed = false;
    });
    const twice = plan([{ calculator: sendAt([5, 5]), outputs: ['a'] }, ...chain.slice(1)]);
    expect(await broken(twice, untimed)).toEqual(naming('I1'));
  });

  it('I2: a queue that takes what lies below its bound, and a bound that falls', async () => {
    const untimed = at(1, graph => {
      for (const stream of runOf(graph).streams) for (const queue of stream.queues) queue.timed = false;
    });
    const below = sendAt([5, 7], ({ bound }) => {
      bound(10);
    });
    expect(await broken(plan([{ calculator: below, outputs: ['a'] }, ...chain.slice(1)]), untimed)).toEqual(
      naming('I2'),
    );
    const falls = at(5, graph => {
      queueOf(graph).bound = -7;
    });
    expect(await broken(plan(chain), falls)).toEqual(naming('I2'));
  });

  it('I3: a policy that does not wait', async () => {
    const joined = [
      { calculator: countTo(4), outputs: ['a'] },
      { calculator: countTo(4), outputs: ['b'] },
      { calculator: sum, inputs: ['a', 'b'], outputs: ['c'] },
    ];
    const hasty = plan(joined.map(node => ({ ...node, policy: 'ImmediateInputStreamHandler' })));
    const create: SimulationOptions['create'] = (given, options) =>
      new RunnableGraph(
        {
          ...given,
          nodes: given.nodes.map((node, i) => ({
            ...node,
            inputPolicy: hasty.nodes[i]?.inputPolicy ?? node.inputPolicy,
          })),
        },
        options,
      );
    expect(await broken(plan(joined), { create })).toEqual(naming('I3'));
  });

  it('I4: a queue without its limit, and a throttle that lets go', async () => {
    const slow = [source, { calculator: lambda(async () => undefined), inputs: ['a'], outputs: ['b'] }];
    const limited = plan(slow, { maxQueueSize: 1 });
    const create: SimulationOptions['create'] = (given, options) =>
      new RunnableGraph({ ...given, maxQueueSize: Number.POSITIVE_INFINITY }, options);
    const found = await Promise.all([3].map(seed => broken(limited, { seed, create })));
    expect(found[0]).toEqual(naming('I4'));
    const letsGo: Partial<SimulationOptions> = {
      onStep: graph => {
        runOf(graph).throttle.isSourceThrottled = () => false;
      },
    };
    expect(await broken(limited, letsGo)).toEqual(naming('I4'));
  });

  it('I5: a node that is closed twice, and one that is called before it is open', async () => {
    const closing = lambda(() => undefined);
    const withClose: Calculator = {
      ...closing,
      check: () => [],
      open: async ctx => ({ ...(await closing.open(ctx)), close: () => undefined }),
    };
    const nodes = [source, { calculator: withClose, inputs: ['a'], outputs: ['b'] }];
    const twice = at(6, graph => {
      runOf(graph).nodes[1]?.close(false);
      runOf(graph).nodes[1]?.close(false);
    });
    expect(await broken(plan(nodes), twice)).toEqual(naming('I5'));
    const again = at(6, graph => {
      runOf(graph).nodes[1]?.open();
    });
    expect(await broken(plan(nodes), again)).toEqual(naming('I5'));
  });

  it('I6: a call after the end, and an end before the call', async () => {
    const late = await broken(plan(chain), {}, async graph => {
      await graph.run();
      runOf(graph).nodes[1]?.open();
    });
    expect(late).toEqual(naming('I6'));
  });

  it('I7: a value that is kept, one that is given back twice, and one that is shown after that', async () => {
    const kept = lambda(ctx => {
      ctx.inputs[''][0]?.packet.retain();
    });
    const memory = (calculator: Calculator) =>
      plan([
        { calculator: blocks, outputs: ['a'] },
        { calculator, inputs: ['a'], outputs: ['b'] },
      ]);
    expect(await broken(memory(kept))).toEqual(naming('I7'));
    const greedy = lambda(ctx => {
      ctx.inputs[''][0]?.packet.release();
    });
    const { error } = await simulate(memory(greedy), { seed: 1 });
    expect(String(error)).toContain('released twice');
    let first: Block | undefined;
    const again = lambda(
      ctx => {
        const value = ctx.inputs[''][0]?.value as Block;
        first ??= value;
        ctx.outputs[''][0]?.emit(first);
      },
      { type: block },
    );
    expect(await broken(memory(again))).toEqual(naming('I7'));
  });

  it('I8: a run that settles twice, and one whose status is not its outcome', async () => {
    const twice = at(3, graph => {
      runOf(graph).settled = 1;
    });
    expect(await broken(plan(chain), twice)).toEqual(naming('I8'));
    const lies = await broken(plan(chain), {}, async graph => {
      graph.start();
      await graph.done();
      Object.defineProperty(graph, 'status', { value: 'failed' });
    });
    expect(lies).toEqual(naming('I8'));
  });

  it('I9: errors in another order, and errors that are lost', async () => {
    const failing = lambda(() => {
      throw new Error('first');
    });
    const nodes = [...chain, { calculator: failing, inputs: ['b'], outputs: ['c'] }];
    const turned = await broken(plan(nodes), {
      onStep: graph => {
        const { errors } = runOf(graph);
        if (errors.list.length === 1) errors.list.unshift(new Error('another'));
      },
    });
    expect(turned).toEqual(naming('I9'));
  });

  it('I10: a packet that is lost, and one that is counted twice', async () => {
    const lost = at(5, graph => {
      queueOf(graph).dropped += 1;
    });
    expect(await broken(plan(chain), lost)).toEqual(naming('I10'));
    const forgotten = at(5, graph => {
      queueOf(graph).overtook -= 1;
    });
    expect(await broken(plan(chain), forgotten)).toEqual(naming('I10'));
    const unseen = at(5, graph => {
      queueOf(graph).overtook += 1;
    });
    expect(await broken(plan(chain), unseen)).toEqual(naming('I10'));
  });

  it('I11: a wake-up that is lost, and a run that turns in circles', async () => {
    class Forgetful extends SimulatedScheduler {
      #left = 6;
      override later(drain: () => void): void {
        this.#left -= 1;
        if (this.#left > 0) super.later(drain);
      }
    }
    const scheduler: SimulationOptions['scheduler'] = (seed, clock) => new Forgetful({ seed, clock });
    const long = plan([{ calculator: countTo(5000), outputs: ['a'] }, ...chain.slice(1)]);
    expect(await broken(long, { scheduler })).toEqual(naming('I11'));
  });

  it('I12: a line on the console, and a rejection that nobody handles', async () => {
    const loud = lambda(() => {
      globalThis.console.log('hello');
    });
    expect(await broken(plan([source, { calculator: loud, inputs: ['a'], outputs: ['b'] }]))).toEqual(naming('I12'));
    const careless = lambda(() => {
      const _floating = Promise.reject(new Error('floating'));
    });
    const found = await broken(plan([source, { calculator: careless, inputs: ['a'], outputs: ['b'] }]));
    expect(found).toEqual(naming('I12'));
    expect(found.join('\n')).toContain('floating');
  });
});

describe('a run that cannot end', () => {
  it('names a call that never settles', async () => {
    const never = lambda(() => new Promise<void>(() => undefined));
    const { status, stall, breaches } = await simulate(
      plan([source, { calculator: never, name: 'stuck', inputs: ['a'], outputs: ['b'] }]),
      { seed: 3 },
    );
    expect(status).toBe('stalled');
    expect(stall[0]).toBe('node "stuck": process at 0 has not settled');
    expect(breaches).toEqual([]);
  });

  it('names node, port, stream and the last time known of what is waited for', async () => {
    const open = plan([{ calculator: sum, name: 'join', inputs: ['x', 'y'], outputs: ['z'] }]);
    const inputs = tinyPlan({
      ...{ inputs: ['x', 'y'] },
      nodes: [{ calculator: sum, name: 'join', inputs: ['x', 'y'], outputs: ['z'] }],
    });
    expect(open.inputs).toEqual([]);
    const { status, stall, breaches } = await simulate(inputs, { seed: 3 }, async ({ graph }) => {
      graph.start();
      await graph.add('x', 1, 10);
      await graph.add('x', 1, 20);
      await graph.add('y', 1, 10);
      graph.closeInput('x');
      await graph.done();
    });
    expect(status).toBe('stalled');
    expect(stall).toEqual([
      'graph input "y": is open, known up to 10',
      'node "join", input :1: waits for stream "y", known up to 10, and 1 packets wait on its other inputs',
    ]);
    expect(breaches).toEqual([]);
  });
});
