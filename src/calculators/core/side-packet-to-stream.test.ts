import { describe, expect, it } from 'vitest';
import { createGraph, createRegistry, planGraph } from '../../graph/index.ts';
import { sidePacketToStreamCalculator } from './side-packet-to-stream.ts';

describe('SidePacketToStreamCalculator', () => {
  it('sends its packet though all sources are closed before their first call', async () => {
    const registry = createRegistry([sidePacketToStreamCalculator]);
    const node = {
      calculator: 'SidePacketToStreamCalculator',
      input_side_packet: 'side',
      output_stream: 'AT_ZERO:out',
    };
    const graph = createGraph(planGraph({ input_side_packet: 'side', output_stream: 'out', node }, { registry }));
    const seen: unknown[] = [];
    graph.observe('out', packet => void seen.push([packet.timestamp, packet.value]));
    graph.start({ sidePackets: { side: 7 } });
    graph.closeAllPacketSources();
    await graph.done();
    expect(seen).toEqual([[0, 7]]);
  });
});
