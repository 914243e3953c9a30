import { describe, expect, it } from 'vitest';
import { defineCalculator } from '../define-calculator.ts';
import { number } from '../packet-types/plain.ts';
import { required } from '../port.ts';
import { SimulatedScheduler } from '../testing/simulated-scheduler.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { createGraph } from './create-graph.ts';
import { graphStateService } from './graph-state.ts';

/** Sends 0, 1, 2 … each when the graph has done with the one before. */
function pacer(rounds: number, log: string[] = []) {
  return defineCalculator({
    name: 'PacerCalculator',
    summary: 'Paces the graph',
    inputs: { BACK: required(number, 'What came of the last number') },
    outputs: { OUT: required(number, 'The numbers') },
    timestampOffset: null,
    open() {
      let next = 0;
      return {
        process({ inputs }) {
          log.push(`back ${inputs.BACK.get()}`);
        },
        atRest({ outputs }) {
          log.push(`rest ${next}`);
          if (next < rounds) outputs.OUT.emit(next, next);
          else outputs.OUT.close();
          next += 1;
        },
        saveState: () => ({ next }),
        loadState(state) {
          next = (state as { next: number }).next;
        },
      };
    },
  });
}

const tenfold = defineCalculator({
  name: 'TenfoldCalculator',
  summary: 'Ten times each number',
  inputs: { IN: required(number, 'Numbers') },
  outputs: { OUT: required(number, 'Ten times as much') },
  open: () => ({
    async process({ inputs, outputs }) {
      await Promise.resolve();
      outputs.OUT.emit(inputs.IN.get() * 10);
    },
  }),
});

/** Keeps a state of the graph whenever it rests. */
function keeper(states: unknown[], log: string[] = []) {
  return defineCalculator({
    name: 'KeeperCalculator',
    summary: 'Keeps states',
    inputs: { IN: required(number, 'Numbers') },
    services: { graph: graphStateService },
    open() {
      let due = false;
      return {
        process() {
          due = true;
        },
        async atRest({ services }) {
          if (!due) return;
          due = false;
          log.push('keep');
          await Promise.resolve();
          const saved = services.graph.save();
          if ('state' in saved) states.push(saved.state);
        },
      };
    },
  });
}

function loop(rounds: number, log: string[], states: unknown[]) {
  return tinyPlan({
    nodes: [
      {
        name: 'pacer',
        calculator: pacer(rounds, log),
        inputs: ['BACK:0:tens'],
        backEdges: ['tens'],
        outputs: ['OUT:0:ones'],
      },
      { name: 'tenfold', calculator: tenfold, inputs: ['IN:0:ones'], outputs: ['OUT:0:tens'] },
      { name: 'keeper', calculator: keeper(states, log), inputs: ['IN:0:tens'] },
    ],
  });
}

describe('a graph at rest', () => {
  it('goes round as long as a node sends something, and ends with the last', async () => {
    const seen: unknown[] = [];
    const graph = createGraph(loop(3, [], []));
    graph.observe('tens', packet => seen.push([packet.timestamp, packet.value]));
    await graph.run();
    expect(seen).toEqual([
      [0, 0],
      [1, 10],
      [2, 20],
    ]);
    expect(graph.status).toBe('done');
  });

  it('asks late nodes first, and waits for their promises', async () => {
    const log: string[] = [];
    await createGraph(loop(2, log, [])).run();
    expect(log).toEqual(['rest 0', 'back 0', 'keep', 'rest 1', 'back 10', 'keep', 'rest 2']);
  });

  it('does the same on every schedule', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const log: string[] = [];
      const clock = new VirtualClock();
      const scheduler = new SimulatedScheduler({ seed, clock });
      const graph = createGraph(loop(2, log, []), { scheduler, clock });
      graph.start();
      await scheduler.run(graph.done());
      expect(log).toEqual(['rest 0', 'back 0', 'keep', 'rest 1', 'back 10', 'keep', 'rest 2']);
    }
  });

  it('goes on from a saved state as if nothing had been', async () => {
    const run = async (state?: unknown) => {
      const states: unknown[] = [];
      const seen: unknown[] = [];
      const graph = createGraph(loop(4, [], states));
      graph.observe('tens', packet => seen.push(packet.value));
      await graph.run(state === undefined ? {} : { state: state as Readonly<Record<string, unknown>> });
      return { states, seen };
    };
    const whole = await run();
    expect(whole.states[1]).toEqual({ pacer: { next: 2 } });
    expect((await run(whole.states[1])).seen).toEqual([20, 30]);
  });

  it('has no consistent cut while a packet waits for its partner', async () => {
    const reports: unknown[] = [];
    const watcher = defineCalculator({
      name: 'WatcherCalculator',
      summary: 'Looks at the state',
      inputs: { A: required(number, 'One'), B: required(number, 'Other') },
      services: { graph: graphStateService },
      open: () => ({
        process() {},
        atRest({ services }) {
          reports.push(services.graph.save());
        },
      }),
    });
    const graph = createGraph(
      tinyPlan({
        inputs: ['a', 'b'],
        nodes: [{ name: 'watcher', calculator: watcher, inputs: ['A:0:a', 'B:0:b'] }],
      }),
    );
    graph.start();
    await graph.add('a', 1, 0);
    await graph.idle();
    expect(reports.at(-1)).toEqual({ waitingIn: 'a' });
    graph.closeAllInputs();
    await graph.done();
  });

  it('fails with the node when it throws, or when a state does not fit', async () => {
    const broken = (when: 'rest' | 'load') =>
      defineCalculator({
        name: 'BrokenCalculator',
        summary: 'Throws',
        outputs: { OUT: required(number, 'Nothing') },
        inputs: { IN: required(number, 'Nothing') },
        open: () => ({
          process() {},
          atRest() {
            if (when === 'rest') throw new Error('stuck');
          },
          loadState() {
            throw new Error('does not fit');
          },
        }),
      });
    const plan = (when: 'rest' | 'load') =>
      tinyPlan({
        nodes: [{ name: 'b', calculator: broken(when), inputs: ['IN:0:x'], backEdges: ['x'], outputs: ['OUT:0:x'] }],
      });
    await expect(createGraph(plan('rest')).run()).rejects.toThrow('stuck');
    await expect(createGraph(plan('load')).run({ state: { b: 1 } })).rejects.toThrow('does not fit');
  });
});
