import { describe, expect, it } from 'vitest';
import { defineCalculator } from '../define-calculator.ts';
import { integer } from '../packet-types/plain.ts';
import { required } from '../port.ts';
import { countTo } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { createGraph } from './create-graph.ts';
import { afterEachStep, debugView } from './debug-view.ts';

/** Adds one. `says`: also says what bound follows, which changes nothing but sends the call the general way. */
const increment = (says: boolean) =>
  defineCalculator({
    name: 'IncrementCalculator',
    summary: 'Adds one.',
    inputs: { '': required(integer, 'numbers') },
    outputs: { '': required(integer, 'one more each') },
    open: () => ({
      process(ctx) {
        ctx.outputs[''].emit(ctx.inputs[''].get() + 1);
        if (says) ctx.outputs[''].setNextTimestampBound(ctx.inputTimestamp + 1);
      },
    }),
  });

async function history(says: boolean): Promise<readonly string[]> {
  const graph = createGraph(
    tinyPlan({
      nodes: [
        { calculator: countTo(20, 3), outputs: ['a'] },
        { calculator: increment(says), inputs: ['a'], outputs: ['b'] },
        { calculator: increment(says), inputs: ['b'], outputs: ['c'] },
      ],
    }),
  );
  const events: string[] = [];
  graph.observe('c', packet => events.push(String(packet)), { bounds: true });
  afterEachStep(graph, () => {
    events.push(JSON.stringify(debugView(graph)));
  });
  await graph.run();
  return events;
}

describe('one packet at the input timestamp', () => {
  it('goes out the short way with the bound and counts of the general way', async () => {
    const short = await history(false);
    expect(short.filter(event => /^\d+@/.test(event))).toHaveLength(20);
    expect(short).toEqual(await history(true));
  });
});
