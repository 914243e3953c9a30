import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coreCalculators } from '../../../src/calculators/core/index.ts';
import { chromeTrace, createGraph, createRegistry, planGraph, TraceBuffer } from '../../../src/graph/index.ts';
import { drawPlan } from './draw-plan.ts';
import { readRunStats } from './read-run-stats.ts';
import { toSvg } from './to-svg.ts';
import { withLoad } from './with-load.ts';

const plan = planGraph(
  {
    input_stream: ['in', 'open'],
    output_stream: 'out',
    max_queue_size: 3,
    node: [
      { name: 'gate', calculator: 'GateCalculator', input_stream: ['in', 'ALLOW:open'], output_stream: 'passed' },
      { name: 'pass', calculator: 'PassThroughCalculator', input_stream: 'passed', output_stream: 'out' },
    ],
  },
  { registry: createRegistry(coreCalculators) },
);

async function traceOfARun(): Promise<string> {
  let now = 0;
  const clock = { now: () => (now += 10), sleep: () => Promise.resolve() };
  const tracer = new TraceBuffer();
  const graph = createGraph(plan, { tracer, clock, profile: true });
  graph.start();
  for (const t of [0, 1]) await graph.add('in', t, t);
  for (const t of [0, 1]) await graph.add('open', t === 1, t);
  graph.closeAllInputs();
  await graph.done();
  return JSON.stringify(chromeTrace(tracer, graph.stats()));
}

describe('a drawing with the load of a run', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const write = async (text: string): Promise<string> => {
    const file = join(folder, 'trace.json');
    await writeFile(file, text);
    return file;
  };

  it('has times and drops at nodes, queues at arrows', async () => {
    const stats = await readRunStats(await write(await traceOfARun()));
    const { drawing, unknown } = withLoad(drawPlan(plan), plan, stats);
    expect(unknown).toBe(0);
    const gate = drawing.nodes.find(node => node.name === 'gate')?.load;
    // A closed gate is no overload.
    expect(gate).toMatchObject({ calls: 2, dropped: 0, filtered: 1 });
    const shares = drawing.nodes.reduce((sum, node) => sum + (node.load?.share ?? 0), 0);
    expect(shares).toBeCloseTo(1, 9);
    const edge = drawing.edges.find(one => one.name === 'in');
    expect(edge?.load).toMatchObject({ packets: 2, limit: 3, dropped: 0 });
    const svg = toSvg(drawing);
    expect(svg).toContain('class="node heat');
    expect(svg).toContain('1 filtered');
    expect(svg).toMatch(/>in \d\/3</);
  });

  it('says when the run was one of another graph', async () => {
    expect(withLoad(drawPlan(plan), plan, { nodes: [] })).toEqual({ drawing: drawPlan(plan), unknown: 2 });
  });

  it.each([
    ['no JSON', '{'],
    ['another program', '{"traceEvents": []}'],
    ['a list', '[]'],
    [
      'numbers that are none',
      '{"millrace": {"stats": {"nodes": [{"name": "a", "inputs": [], "drops": [{"packets": "<b>"}]}]}}}',
    ],
    [
      'an input of the wrong form',
      '{"millrace": {"stats": {"nodes": [{"name": "a", "drops": [], "inputs": [{"stream": "s"}]}]}}}',
    ],
  ])('refuses a file with %s', async (_what, text) => {
    await expect(readRunStats(await write(text))).rejects.toThrow('millrace run --trace');
  });

  it('refuses a file that is not there', async () => {
    await expect(readRunStats(join(folder, 'none.json'))).rejects.toThrow('cannot be read');
  });
});
