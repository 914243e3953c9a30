// The k-th operation fails, for every k until a run passes clean: the run ends with a typed error, every law holds,
// everything is given back, and a second run of the same graph does what a clean one does.
import { describe, expect, it } from 'vitest';
import { readGraphFile } from '../../../runtime-node/load-graph-file.ts';
import { createImageKernels, imageKernelsService } from '../../../src/calculators/image/index.ts';
import { builtinCalculators } from '../../../src/calculators/index.ts';
import { mediaService } from '../../../src/calculators/io/index.ts';
import { inferenceService } from '../../../src/calculators/tensor/index.ts';
import {
  createRegistry,
  type Graph,
  type GraphPlan,
  GraphRunError,
  type Image,
  NodeError,
  planGraph,
} from '../../../src/graph/index.ts';
import { type Cell, type CellMemory, cellMemory } from '../../../src/graph/testing/fixed-calculators.ts';
import { fixedGraphs } from '../../../src/graph/testing/fixed-graphs.ts';
import { Faults, formatPacketLog, packetLog, simulate } from '../../../src/graph/testing/index.ts';
import { memoryMedia } from '../../fixtures/media/memory-media.ts';
import { thresholdInference } from '../../fixtures/network/threshold-model.ts';

const registry = createRegistry(builtinCalculators);

/** A graph with the services of one run, whose operations may fail. */
interface Subject {
  readonly plan: GraphPlan;
  readonly services: Readonly<Record<string, unknown>>;
  /** Starts, feeds and ends the graph. */
  drive(graph: Graph): Promise<void>;
  /** What is taken and not given back; 0. */
  held(): number;
  /** What the run has made, as text. */
  made(): string;
}

async function sweep(subjectOf: (faults: Faults) => Subject): Promise<ReadonlyMap<string, number>> {
  const kinds = new Map<string, number>();
  let clean = '';
  for (let k = -1; ; k += 1) {
    const faults = new Faults(k);
    const subject = subjectOf(faults);
    let firstError: unknown;
    let status = '';
    const { breaches, stall, error, result } = await simulate(
      faults.plan(subject.plan),
      { seed: 7, services: subject.services },
      async ({ graph }) => {
        const streams = subject.plan.streams.map(stream => stream.name);
        const logs = packetLog(graph, streams, value => (isCell(value) ? value.value : typeof value));
        const text = () => `${formatPacketLog(logs)}\n${subject.made()}`;
        await subject.drive(graph).catch((thrown: unknown) => {
          firstError = thrown;
        });
        ({ status } = graph);
        if (faults.failed === undefined) return text();
        for (const log of Object.values(logs)) log.length = 0;
        await subject.drive(graph);
        return text();
      },
    );
    const where = `operation ${k}, ${faults.failed?.message ?? 'none failed'}`;
    expect(breaches, where).toEqual([]);
    expect(stall, where).toEqual([]);
    expect(error, where).toBeUndefined();
    expect(subject.held(), where).toBe(0);
    if (k < 0) clean = result ?? '';
    expect(result, where).toBe(clean);
    if (faults.failed === undefined) {
      expect(status).toBe('done');
      if (k >= 0) return kinds;
      continue;
    }
    const { kind } = faults.failed;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    // What only fails when a run is over is no error of it.
    if (kind === 'close' && status === 'done') continue;
    expect(status, where).toBe('failed');
    const primary = firstError instanceof GraphRunError ? firstError.errors[0] : firstError;
    expect(primary, where).toBeInstanceOf(NodeError);
    expect(rootOf(primary), where).toBe(faults.failed);
  }
}

const isCell = (value: unknown): value is Cell => typeof value === 'object' && value !== null && 'released' in value;

function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}

describe('the k-th operation fails, for every k', () => {
  it.each(fixedGraphs(6).map(graph => [graph.name, graph.plan] as const))('fixed graph: %s', async (_name, plan) => {
    const kinds = await sweep(faults => {
      const cells: Cell[] = [];
      const memory: CellMemory = {
        take(value) {
          faults.operation('alloc', 'a cell');
          const cell = { value, released: 0 };
          cells.push(cell);
          return cell;
        },
      };
      return {
        plan,
        services: { [cellMemory.key]: memory },
        drive: graph => graph.run(),
        held: () => cells.filter(cell => cell.released !== 1).length,
        made: () => '',
      };
    });
    expect([...kinds.keys()].sort()).toEqual(expect.arrayContaining(['alloc', 'emit', 'open', 'process']));
  });

  it('a video and its pictures, from file to file', async () => {
    const plan = planGraph(
      {
        max_queue_size: 2,
        node: [
          {
            calculator: 'VideoDecodeCalculator',
            output_stream: ['VIDEO:frames', 'VIDEO_PRESTREAM:header'],
            output_side_packet: 'MEDIA_SOURCE:source',
            options: { input_file_path: 'in.mp4' },
          },
          { calculator: 'PassThroughCalculator', input_stream: 'frames', output_stream: 'passed' },
          {
            calculator: 'PacketThinnerCalculator',
            input_stream: 'passed',
            output_stream: 'few',
            options: { period: 80_000 },
          },
          {
            calculator: 'VideoEncodeCalculator',
            input_stream: ['VIDEO:passed', 'VIDEO_PRESTREAM:header'],
            input_side_packet: 'MEDIA_SOURCE:source',
            options: { output_file_path: 'out.mp4' },
          },
          {
            calculator: 'ImageEncodeCalculator',
            input_stream: 'IMAGE:few',
            options: { output_file_path: 'out-##.png' },
          },
        ],
      },
      { registry },
    );
    const kinds = await sweep(faults => {
      const media = memoryMedia(5, (kind, where) => {
        faults.operation(kind, where);
      });
      return {
        plan,
        services: { [mediaService.key]: media.service },
        drive: graph => graph.run(),
        held: () => media.open(),
        made: () => JSON.stringify([...media.files].sort()),
      };
    });
    expect([...kinds.keys()].sort()).toEqual(['alloc', 'close', 'emit', 'open', 'process', 'read', 'write']);
  });

  it('graphs/background/blur.yaml with a tiny network', { timeout: 300_000 }, async () => {
    const { graph: blur, subgraphs } = await readGraphFile('graphs/background/blur.yaml', { registry });
    const plan = planGraph(blur, { registry, subgraphs });
    const kernels = createImageKernels();
    const kinds = await sweep(faults => {
      const inference = thresholdInference((kind, where) => {
        faults.operation(kind, where);
      });
      const images: { released: number }[] = [];
      return {
        plan,
        services: { [inferenceService.key]: inference.service, [imageKernelsService.key]: kernels },
        drive: async graph => {
          graph.start();
          const done = graph.done();
          done.catch(() => undefined);
          for (let i = 0; i < 3; i += 1) {
            const image = testImage(i);
            images.push(image);
            await graph.add('frames', image, i * 40_000).catch(() => undefined);
          }
          if (graph.status === 'running') graph.closeAllInputs();
          await done;
        },
        held: () => inference.loaded() + images.filter(image => image.released !== 1).length,
        made: () => '',
      };
    });
    expect([...kinds.keys()].sort()).toEqual(['alloc', 'close', 'emit', 'open', 'process', 'read']);
  });
});

function testImage(n: number): Image & { released: number } {
  const data = new Uint8Array(32 * 16 * 4).fill(40 + 60 * n);
  return {
    kind: 'cpu',
    format: 'rgba8',
    width: 32,
    height: 16,
    data,
    released: 0,
    release() {
      this.released += 1;
    },
  };
}
