import { describe, expect, it } from 'vitest';
import { createGraph, createRegistry, defineCalculator, integer, planGraph, required } from '../../graph/index.ts';
import { VirtualClock } from '../../graph/testing/index.ts';
import { graphProfileCalculator } from './graph-profile.ts';

describe('GraphProfileCalculator', () => {
  it('sends at most one profile an interval of stream time, the first with the graph', async () => {
    const clock = new VirtualClock();
    const worker = defineCalculator({
      name: 'WorkerCalculator',
      summary: 'Takes as many microseconds as it is told, and throws odd numbers away.',
      inputs: { '': required(integer, 'Microseconds') },
      outputs: { '': required(integer, 'The even ones') },
      open: () => ({
        process(call) {
          const us = call.inputs[''].get();
          clock.advance(us);
          if (us % 2 === 1) call.filter('odd');
          else call.outputs[''].emit(us);
        },
      }),
    });
    const config = {
      input_stream: 'in',
      node: [
        { name: 'work', calculator: 'WorkerCalculator', input_stream: 'in', output_stream: 'out' },
        {
          calculator: 'GraphProfileCalculator',
          input_stream: ['FRAME:0:in', 'FRAME:1:out'],
          output_stream: 'PROFILE:profile',
          options: { profile_interval: 100 },
        },
      ],
    };
    const plan = planGraph(config, { registry: createRegistry([worker, graphProfileCalculator]) });
    const graph = createGraph(plan, { clock });
    const profiles: [number, Record<string, unknown>][] = [];
    graph.observe('profile', ({ timestamp, value }) => {
      profiles.push([timestamp, value as Record<string, unknown>]);
    });
    graph.start();
    for (const [t, us] of [
      [0, 10],
      [50, 7],
      [100, 30],
      [199, 30],
      [200, 30],
    ] as const) {
      await graph.add('in', us, t);
      await graph.idle();
    }
    graph.closeAllInputs();
    await graph.done();
    expect(profiles.map(([t]) => t)).toEqual([0, 100, 200]);
    expect(profiles.map(([, profile]) => 'config' in profile)).toEqual([true, false, false]);
    expect(profiles[0]?.[1]['config']).toBe(plan.config);
    const work = (at: number) =>
      (profiles[at]?.[1]['calculator_profiles'] as { name: string }[]).find(one => one.name === 'work');
    expect(work(1)).toMatchObject({
      calculator: 'WorkerCalculator',
      open_runtime: 0,
      process_runtime: { count: 3, total: 47, longest: 30 },
      input_streams: [{ stream: 'in', added: 3, dropped: 0, queued: 0 }],
      drops: [{ reason: 'odd', cause: 'choice', packets: 1 }],
    });
  });
});
