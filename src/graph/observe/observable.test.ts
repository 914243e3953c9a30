import { firstValueFrom, map, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createGraph } from '../engine/create-graph.ts';
import { countTo, lambda, passThrough } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { Timestamp } from '../timestamp.ts';
import { observeStream } from './observable.ts';

const plan = tinyPlan({
  nodes: [
    { calculator: countTo(5), outputs: ['a'] },
    { calculator: passThrough, inputs: ['a'], outputs: ['b'] },
  ],
});

describe('observeStream', () => {
  it('pushes packets and completes with the run', async () => {
    const graph = createGraph(plan);
    const values = firstValueFrom(
      observeStream(graph, 'b').pipe(
        map(packet => packet.value),
        toArray(),
      ),
    );
    await graph.run();
    expect(await values).toEqual([0, 1, 2, 3, 4]);
  });

  it('fails with the run', async () => {
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: countTo(5), outputs: ['a'] },
          { calculator: lambda(() => Promise.reject(new Error('broken'))), inputs: ['a'] },
        ],
      }),
    );
    const failed = firstValueFrom(observeStream(graph, 'a').pipe(toArray()));
    await expect(graph.run()).rejects.toThrow('broken');
    await expect(failed).rejects.toThrow('broken');
  });

  it('ends when it is unsubscribed, and the run goes on', async () => {
    const graph = createGraph(plan);
    const two = firstValueFrom(
      observeStream(graph, 'b').pipe(
        take(2),
        map(packet => packet.value),
        toArray(),
      ),
    );
    await graph.run();
    expect(await two).toEqual([0, 1]);
    expect(graph.status).toBe('done');
  });

  it('pushes settled times if asked', async () => {
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator: passThrough, inputs: ['x'], outputs: ['y'] }] }),
    );
    const seen: string[] = [];
    observeStream(graph, 'y', { bounds: true }).subscribe(packet => seen.push(Timestamp.format(packet.timestamp)));
    graph.start();
    await graph.idle();
    graph.setBound('x', 7);
    await graph.idle();
    graph.closeAllInputs();
    await graph.done();
    expect(seen).toEqual(['6']);
  });
});
