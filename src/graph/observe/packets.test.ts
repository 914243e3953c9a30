import { describe, expect, it } from 'vitest';
import { createGraph } from '../engine/create-graph.ts';
import { type Block, block, countTo, lambda, passThrough } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { streamPackets } from './packets.ts';

const turn = () => new Promise(resolve => setImmediate(resolve));

describe('streamPackets', () => {
  it('pulls packets, and slows the graph down to the reader', async () => {
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: countTo(10), outputs: ['a'] },
          { calculator: passThrough, inputs: ['a'], outputs: ['b'] },
        ],
      }),
    );
    const packets = streamPackets(graph, 'b', { maxQueueSize: 2 });
    graph.start();
    const seen: unknown[] = [];
    for await (const packet of packets) {
      seen.push(packet.value);
      await turn();
      expect(graph.stats().nodes[0]?.calls).toBeLessThanOrEqual(seen.length + 4);
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await graph.done();
  });

  it('keeps a packet until the next one is asked for', async () => {
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator: lambda(() => undefined, { type: block }), inputs: ['x'] }] }),
    );
    const blocks: Block[] = [0, 1, 2].map(id => ({ id, released: 0 }));
    const packets = streamPackets(graph, 'x');
    graph.start();
    for (const one of blocks) await graph.add('x', one, one.id);
    graph.closeAllInputs();
    const released: string[] = [];
    for await (const packet of packets) {
      await turn();
      expect(packet.timestamp).toBeGreaterThanOrEqual(0);
      released.push(blocks.map(one => one.released).join(''));
    }
    expect(released).toEqual(['000', '100', '110']);
    await graph.done();
    expect(graph.stats().live).toBe(0);
  });

  it('throws the error of the run', async () => {
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [{ calculator: lambda(() => Promise.reject(new Error('broken'))), inputs: ['x'], outputs: ['y'] }],
      }),
    );
    const packets = streamPackets(graph, 'y');
    graph.start();
    await graph.add('x', 1, 0);
    const read = (async () => {
      for await (const packet of packets) expect(packet).toBeUndefined();
    })();
    await expect(read).rejects.toThrow('broken');
  });

  it('lets the graph go on when the loop is left early', async () => {
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: countTo(50), outputs: ['a'] },
          { calculator: passThrough, inputs: ['a'], outputs: ['b'] },
        ],
      }),
    );
    const packets = streamPackets(graph, 'b', { maxQueueSize: 1 });
    graph.start();
    for await (const packet of packets) {
      expect(packet.value).toBe(0);
      break;
    }
    await graph.done();
    expect(graph.status).toBe('done');
  });
});
