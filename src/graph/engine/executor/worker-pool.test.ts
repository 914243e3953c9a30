import { describe, expect, it } from 'vitest';
import { STOP } from '../../calculator.ts';
import { defineCalculator } from '../../define-calculator.ts';
import { integer } from '../../packet-types/plain.ts';
import { required } from '../../port.ts';
import { fixedGraphs } from '../../testing/fixed-graphs.ts';
import { poolFor } from '../../testing/pool-for.ts';
import { poolOfPairs } from '../../testing/pool-of-pairs.ts';
import { runOn, withOwnNames } from '../../testing/run-on.ts';
import { countTo } from '../../testing/test-calculators.ts';
import type { TinyGraph } from '../../testing/tiny-plan.ts';
import { createGraph } from '../create-graph.ts';

describe('the fixed graphs', () => {
  for (const memory of ['transfer', 'shared'] as const) {
    it.each(fixedGraphs().map(graph => [graph.name, graph] as const))(`%s, ${memory}`, async (_, graph) => {
      const plan = withOwnNames(graph.plan);
      const calculators = plan.nodes.map(node => node.calculator);
      const { pool, pairs } = poolOfPairs(calculators, { memory });
      const here = await runOn(plan, graph.streams);
      for (const _run of [1, 2]) {
        const there = await runOn(plan, graph.streams, pool);
        expect(there.error).toBeUndefined();
        expect(there.log).toBe(here.log);
        expect(there.graph.stats().moved).toEqual(plan.nodes.map(node => node.name));
        expect(there.graph.stats().live).toBe(0);
      }
      expect(pairs.length).toBe(Math.min(2, plan.nodes.length));
      pool.close();
      expect(pool.workers).toBe(0);
    });
  }
});

describe('what a call does besides sending packets', () => {
  it('counts, logs, sets headers, offsets and side packets, stops, and closes', async () => {
    const busy = defineCalculator({
      name: 'BusyCalculator',
      summary: 'Does everything.',
      inputs: { '': required(integer, 'numbers') },
      outputs: { '': required(integer, 'numbers') },
      outputSidePackets: { LAST: required(integer, 'a number') },
      open(ctx) {
        ctx.setOffset(5);
        ctx.outputs[''].setHeader({ unit: 'm' });
        ctx.log('info', 'opened');
        return {
          process(now) {
            now.count('packets');
            now.drop('for a test', 2);
            now.filter('for a test');
            now.count('bound', now.outputs[''].nextTimestampBound);
            if (now.inputs[''].get() === 3) return STOP;
            return undefined;
          },
          close(now) {
            now.outputSidePackets.LAST.set(7);
            now.log('warn', now.graphStatus);
          },
        };
      },
    });
    const graph: TinyGraph = {
      nodes: [
        { calculator: countTo(100), outputs: ['a'] },
        { calculator: busy, inputs: ['a'], outputs: ['b'], outputSidePackets: ['LAST:last'], name: 'busy' },
      ],
    };
    const { plan, pool } = poolFor(graph);
    const seen = [];
    for (const executors of [{}, { '': pool }]) {
      const logs: string[] = [];
      const running = createGraph(plan, { executors, onLog: (level, message) => logs.push(`${level} ${message}`) });
      const bounds: number[] = [];
      running.observe('b', packet => bounds.push(packet.timestamp), { bounds: true });
      await running.run();
      seen.push({
        logs,
        // When the sources stop depends on how far they have come: not the offset of the last packet.
        offset: Math.min(...bounds.filter(bound => bound > 4)),
        header: running.header('b'),
        side: running.outputSidePacket('last'),
      });
      const calls = running.counter('busy-packets');
      expect(calls).toBeGreaterThanOrEqual(4);
      const busyStats = running.stats().nodes.find(node => node.name === 'busy');
      expect(busyStats?.drops).toContainEqual({ reason: 'for a test', cause: 'overload', packets: 2 * calls });
      expect(busyStats?.drops).toContainEqual({ reason: 'for a test', cause: 'choice', packets: calls });
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[0]?.logs).toEqual(['info node "busy": opened', 'warn node "busy": running']);
  });
});
