import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { coreCalculators } from '../src/calculators/core/index.ts';
import { createRegistry, planGraph, ResourceLimitError } from '../src/graph/index.ts';
import { createNodeGraph } from './create-node-graph.ts';
import type { RunLimits } from './limit-run.ts';

const registry = createRegistry(coreCalculators);

describe('an untrusted graph', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** How a run ends whose second input never comes, while the clock goes on. */
  async function end(limits: Partial<RunLimits>, packets: number, seconds: number): Promise<unknown> {
    const node = { calculator: 'PassThroughCalculator', input_stream: ['a', 'b'], output_stream: ['c', 'd'] };
    const plan = planGraph({ input_stream: ['a', 'b'], max_queue_size: -1, node }, { registry });
    const graph = createNodeGraph(plan, { untrusted: { folder: tmpdir(), limits } });
    graph.start();
    const ended = graph.done().then(
      () => 'done',
      (error: unknown) => error,
    );
    for (let i = 0; i < packets; i += 1) await graph.add('a', i, i);
    vi.advanceTimersByTime(seconds * 1000);
    graph.closeAllInputs();
    return ended;
  }

  it.each([
    ['wallSeconds', { idleSeconds: Infinity }, 1, 601],
    ['idleSeconds', { wallSeconds: Infinity }, 1, 61],
    ['packetsInFlight', {}, 10_001, 1],
    ['packetsInFlight', { packetsInFlight: 5 }, 6, 1],
  ] as const)('ends by its limit %s', async (limit, limits, packets, seconds) => {
    const fault = await end(limits, packets, seconds);
    expect(fault).toBeInstanceOf(ResourceLimitError);
    expect(fault).toMatchObject({ limit });
  });

  it('ends as usual within its limits', async () => {
    expect(await end({}, 10_000, 59)).toBe('done');
  });

  it('is no larger than its limits', () => {
    const node = Array.from({ length: 1001 }, (_, i) => ({
      calculator: 'PassThroughCalculator',
      input_stream: 'a',
      output_stream: `b${i}`,
    }));
    const plan = planGraph({ input_stream: 'a', node }, { registry });
    expect(() => createNodeGraph(plan, { untrusted: { folder: tmpdir() } })).toThrow(ResourceLimitError);
  });
});
