import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { any, createGraph, defineCalculator, required } from '../../../src/graph/index.ts';
import { tinyPlan } from '../../../src/graph/testing/tiny-plan.ts';
import { connectFiles } from './run-graph.ts';

const echo = defineCalculator({
  name: 'EchoCalculator',
  summary: 'Sends on what comes; fails at the text "bad".',
  inputs: { IN: required(any, 'Anything') },
  outputs: { OUT: required(any, 'The same') },
  open: () => ({
    process(ctx) {
      if (ctx.inputs.IN.value === 'bad') throw new Error('bad value');
      ctx.outputs.OUT.emit(ctx.inputs.IN.value);
    },
  }),
});

const endless = defineCalculator({
  name: 'EndlessCalculator',
  summary: 'Sends big integers, which JSON does not know, without end.',
  outputs: { OUT: required(any, 'Big integers') },
  open: () => {
    let time = 0;
    return {
      process(ctx) {
        ctx.outputs.OUT.emit(10n, time++);
      },
    };
  },
});

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-run-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const at = (stream: string, file: string) => ({ stream, file, path: join(folder, file) });

async function echoRun(text: string): Promise<{ readonly error: unknown; readonly read: number | undefined }> {
  await writeFile(join(folder, 'in'), text);
  const graph = createGraph(
    tinyPlan({ inputs: ['in'], nodes: [{ calculator: echo, inputs: ['IN:in'], outputs: ['OUT:out'] }] }),
  );
  const run = await connectFiles(graph, [at('in', 'in')], [at('out', 'out')]);
  const error: unknown = await run.run({}).then(
    () => undefined,
    (failure: unknown) => failure,
  );
  await run.finish(error === undefined);
  expect(graph.stats().live).toBe(0);
  return { error, read: run.read.get('in') };
}

describe('connectFiles', () => {
  it('feeds, drains and names the file when all is well', async () => {
    const text = '{"ts":0,"value":1}\n{"ts":7,"value":[2]}\n';
    expect(await echoRun(text)).toEqual({ error: undefined, read: 2 });
    expect(await readFile(join(folder, 'out'), 'utf8')).toBe(text);
    expect((await readdir(folder)).sort()).toEqual(['in', 'out']);
  });

  it.each([
    ['a damaged input', '{"ts":0,"value":1}\nnonsense', /in:2: is no JSON/],
    ['a failing node', '{"ts":0,"value":"bad"}\n{"ts":1,"value":1}', /EchoCalculator.* process at 0: bad value/],
    ['time that runs backwards', '{"ts":1,"value":1}\n{"ts":0,"value":1}', /in/],
  ])('removes its output after %s', async (_, text, message) => {
    const { error } = await echoRun(text);
    expect(String(error)).toMatch(message);
    expect(await readdir(folder)).toEqual(['in']);
  });

  it('ends the run when an output cannot be written', async () => {
    const graph = createGraph(tinyPlan({ nodes: [{ calculator: endless, outputs: ['OUT:out'] }] }));
    const run = await connectFiles(graph, [], [at('out', 'out')]);
    await expect(run.run({})).rejects.toThrow(/BigInt/);
    await run.finish(false);
    expect(graph.status).toBe('cancelled');
    expect(await readdir(folder)).toEqual([]);
  });
});
