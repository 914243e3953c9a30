import { describe, expect, it } from 'vitest';
import { createNodeGraph } from '../../runtime-node/create-node-graph.ts';
import { readGraphFile } from '../../runtime-node/load-graph-file.ts';
import { builtinCalculators } from '../../src/calculators/index.ts';
import {
  createRegistry,
  type GraphConfig,
  type NodeConfig,
  planGraph,
  Timestamp,
  toList,
} from '../../src/graph/index.ts';

const registry = createRegistry(builtinCalculators);
const scene = (options: Readonly<Record<string, unknown>>): NodeConfig => ({
  calculator: 'PresenterSceneCalculator',
  output_stream: ['IMAGE:frames', 'MASK:truth'],
  options: { width: 320, height: 180, ...options },
});

/** Runs nodes around the graphs of graphs/background and returns the packets of the named streams. */
async function run(
  nodes: readonly NodeConfig[],
  streams: readonly string[],
  runs = 1,
): Promise<Readonly<Record<string, readonly (readonly [number, unknown])[]>>> {
  // Any file of the folder brings its siblings along.
  const { graph: blur, subgraphs } = await readGraphFile('graphs/background/blur.yaml', { registry });
  const config: GraphConfig = { max_queue_size: 4, node: nodes };
  const graph = createNodeGraph(planGraph(config, { registry, subgraphs: [blur, ...subgraphs] }));
  const seen: Record<string, (readonly [number, unknown])[]> = {};
  for (const stream of streams) {
    const packets: (readonly [number, unknown])[] = [];
    seen[stream] = packets;
    graph.observe(stream, packet => {
      packets.push([packet.timestamp, typeof packet.value === 'number' ? packet.value : undefined]);
    });
  }
  for (let i = 0; i < runs; i += 1) await graph.run();
  expect(graph.stats().live).toBe(0);
  return seen;
}

const mean = async (nodes: readonly NodeConfig[]): Promise<number> => {
  const { mean: packets = [] } = await run(nodes, ['mean']);
  expect(packets.map(([time]) => time)).toEqual([Timestamp.PostStream]);
  return Number(packets[0]?.[1]);
};

describe('the background graphs with the shipped model', () => {
  it.each(['full', 'light', 'auto'])('blur every frame, at its own time, with quality %s', async quality => {
    const blur: NodeConfig = {
      calculator: 'BlurBackground',
      input_stream: 'IMAGE:frames',
      output_stream: ['IMAGE:composited', 'MASK:mask'],
      options: { quality },
    };
    const { frames, composited } = await run([scene({ frames: 12 }), blur], ['frames', 'composited']);
    expect(composited?.map(([time]) => time)).toEqual(frames?.map(([time]) => time));
    expect(composited).toHaveLength(12);
  });

  it('run again on the same graph', async () => {
    const blur: NodeConfig = {
      calculator: 'BlurBackground',
      input_stream: 'IMAGE:frames',
      output_stream: ['IMAGE:composited', 'MASK:mask'],
    };
    const { composited } = await run([scene({ frames: 2 }), blur], ['composited'], 2);
    expect(composited?.map(([time]) => time)).toEqual([0, 40_000, 0, 40_000]);
  });

  it('contours are better with refinement than without', async () => {
    const scenes = scene({
      frames: 24,
      variant: 'held-out',
      new_scene_each_frame: true,
      seed: 500,
      width: 640,
      height: 360,
    });
    const judge: NodeConfig = {
      calculator: 'BoundaryFMeasureCalculator',
      input_stream: ['PREDICTED:mask', 'TRUTH:truth'],
      output_stream: 'MEAN:mean',
    };
    const by = (calculator: string): NodeConfig => ({
      calculator,
      input_stream: ['IMAGE:frames', ...(calculator === 'PersonMask' ? ['FINISHED:mask'] : [])],
      output_stream: 'MASK:mask',
      options: { smoothing: 0 },
    });
    const refined = await mean([scenes, by('PersonMask'), judge]);
    const plain = await mean([scenes, by('SegmentPerson'), judge]);
    expect(refined).toBeGreaterThan(plain);
  });

  it('smoothing halves flicker while nothing moves', async () => {
    const flicker = (smoothing: number) =>
      mean([
        scene({ frames: 30, still: true }),
        {
          calculator: 'SegmentPerson',
          input_stream: 'IMAGE:frames',
          output_stream: 'MASK:mask',
          options: { smoothing },
        },
        { calculator: 'MaskInstabilityCalculator', input_stream: 'MASK:mask', output_stream: 'MEAN:mean' },
      ]);
    expect(await flicker(0.95)).toBeLessThan((await flicker(0)) / 2);
  });

  it('smoothing costs little overlap while the person moves', async () => {
    const overlap = (smoothing: number) =>
      mean([
        scene({ frames: 30 }),
        {
          calculator: 'SegmentPerson',
          input_stream: 'IMAGE:frames',
          output_stream: 'MASK:mask',
          options: { smoothing },
        },
        {
          calculator: 'MaskIouCalculator',
          input_stream: ['PREDICTED:mask', 'TRUTH:truth'],
          output_stream: 'MEAN:mean',
        },
      ]);
    expect(await overlap(0.95)).toBeGreaterThan((await overlap(0)) - 0.005);
  });
});

it('every graph file of the project is valid', async () => {
  const files = ['segment', 'person-mask', 'blur', 'replace', 'evaluate', 'evaluate-rendered', 'train'].map(
    name => `background/${name}`,
  );
  for (const file of [...files, 'demo/presenter-clip', 'demo/stills', 'demo/room']) {
    const { graph, subgraphs } = await readGraphFile(`graphs/${file}.yaml`, { registry });
    expect(() => planGraph(graph, { registry, subgraphs }), file).not.toThrow();
    expect(toList(graph.config.node).length, file).toBeGreaterThan(0);
  }
});
