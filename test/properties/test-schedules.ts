import { describe, expect, it } from 'vitest';
import { createGraph, type Graph } from '../../src/graph/index.ts';
import type { Cell } from '../../src/graph/testing/fixed-calculators.ts';
import { type FixedGraph, fixedGraphs } from '../../src/graph/testing/fixed-graphs.ts';
import { formatPacketLog, type PacketLog, packetLog, simulate } from '../../src/graph/testing/index.ts';
import { interpret } from './naive-interpreter.ts';

const graphs = fixedGraphs().map(graph => [graph.name, graph] as const);

const logOf = (graph: Graph, streams: readonly string[]): Readonly<Record<string, PacketLog>> =>
  packetLog(graph, streams, value => (typeof value === 'number' ? value : (value as Cell).value));

/** What the graph must send, by the interpreter. */
function expected({ config }: FixedGraph): string {
  const streams = [...interpret(config, {})].map(([name, list]): [string, PacketLog] => [name, [...list]]);
  return formatPacketLog(Object.fromEntries(streams));
}

async function run(graph: FixedGraph, seed: number): Promise<string> {
  const { breaches, error, result, stall } = await simulate(graph.plan, { seed }, async ({ graph: running }) => {
    const logs = logOf(running, graph.streams);
    await running.run();
    return formatPacketLog(logs);
  });
  if (error !== undefined) throw error;
  return [result, ...breaches, ...stall].join('\n');
}

/** Tests that every fixed graph sends what the interpreter says, on the schedules of so many seeds. */
export function testSchedules(seeds: number): void {
  describe('the same packets on every schedule', () => {
    it.each(graphs)(`%s, ${seeds} seeds`, { timeout: 120_000 }, async (_name, graph) => {
      const wanted = expected(graph);
      expect(wanted.split('\n').length).toBeGreaterThan(5);
      const plain = createGraph(graph.plan);
      const logs = logOf(plain, graph.streams);
      await plain.run();
      expect(formatPacketLog(logs), 'the default scheduler').toBe(wanted);
      for (let seed = 0; seed < seeds; seed += 1) {
        const found = await run(graph, seed);
        if (found !== wanted) expect(found, `seed ${seed}`).toBe(wanted);
      }
    });
  });
}
