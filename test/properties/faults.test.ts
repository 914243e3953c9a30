import { describe, expect, it } from 'vitest';
import { type Calculator, createGraph, type GraphPlan, HandleRegistry, NodeError } from '../../src/graph/index.ts';
import { fixedGraphs } from '../../src/graph/testing/fixed-graphs.ts';
import { formatPacketLog, packetLog, watchInvariants } from '../../src/graph/testing/index.ts';

/** A plan whose calculators ask before each of their calls whether it shall fail. */
function faulty(plan: GraphPlan, shallFail: () => boolean): GraphPlan {
  const check = (phase: string) => {
    if (shallFail()) throw new Error(`injected in ${phase}`);
  };
  const wrap = (calculator: Calculator): Calculator => ({
    ...calculator,
    open: async ctx => {
      check('open');
      const behaviour = await calculator.open(ctx);
      return {
        ...behaviour,
        process: now => {
          check('process');
          return behaviour.process(now);
        },
        close: now => {
          void behaviour.close?.(now);
          check('close');
        },
      };
    },
  });
  return { ...plan, nodes: plan.nodes.map(node => ({ ...node, calculator: wrap(node.calculator) })) };
}

describe('the k-th call fails, for every k', () => {
  it.each(fixedGraphs().map(graph => [graph.name, graph] as const))('%s', async (_name, { plan, streams }) => {
    const clean = createGraph(plan);
    const cleanLogs = packetLog(clean, streams);
    await clean.run();
    for (let k = 0; ; k += 1) {
      let calls = 0;
      let armed = true;
      const handles = new HandleRegistry();
      const graph = createGraph(
        faulty(plan, () => armed && calls++ === k),
        { handles },
      );
      const checkLaws = watchInvariants(graph);
      const error = await graph.run().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      checkLaws();
      expect(handles.live).toBe(0);
      if (error === undefined) {
        // A fault in the clean-up after a run is not the run's: go on until no call is left to fail.
        if (calls <= k) break;
        continue;
      }
      expect(error, `k = ${k}`).toBeInstanceOf(NodeError);
      expect(error).toMatchObject({ message: expect.stringContaining('injected in') });
      expect(graph.status).toBe('failed');
      // The same object runs again as if nothing had been.
      armed = false;
      const logs = packetLog(graph, streams);
      await graph.run();
      expect(formatPacketLog(logs)).toBe(formatPacketLog(cleanLogs));
    }
  });
});
