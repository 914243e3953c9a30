import { describe, expect, it } from 'vitest';
import { defineCalculator } from '../define-calculator.ts';
import { any } from '../packet-type.ts';
import { repeated } from '../port.ts';
import { countTo } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { createGraph } from './create-graph.ts';

describe('nodes with several inputs', () => {
  it('see only complete input sets, in ascending time', async () => {
    const times: number[] = [];
    const both = defineCalculator({
      name: 'BothCalculator',
      summary: 'Notes its times.',
      inputs: { '': repeated(any, 'a') },
      open: () => ({ process: ctx => void times.push(ctx.inputTimestamp) }),
    });
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: countTo(20, 2), outputs: ['a'] },
          { calculator: countTo(20, 3), outputs: ['b'] },
          { calculator: both, inputs: ['a', 'b'] },
        ],
      }),
    );
    await graph.run();
    const expected = new Set([
      ...Array.from({ length: 20 }, (_, i) => i * 2),
      ...Array.from({ length: 20 }, (_, i) => i * 3),
    ]);
    expect(times).toEqual([...expected].sort((a, b) => a - b));
  });
});
