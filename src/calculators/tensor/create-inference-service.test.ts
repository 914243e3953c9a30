import { describe, expect, it } from 'vitest';
import { ModelError } from '../../graph/index.ts';
import { createInferenceService } from './create-inference-service.ts';
import type { InferenceEngine } from './inference-engine.ts';
import type { InferenceService } from './inference-service.ts';
import type { ModelFiles, ModelFormat } from './model-files.ts';

const onnx: ModelFiles = { name: 'a.onnx', format: 'onnx', bytes: new Uint8Array(1) };
const graph: ModelFiles = { name: 'a.json', format: 'tfjs-graph-model', json: {}, weights: new Uint8Array(0) };

function engine(name: string, formats: readonly ModelFormat[], explicitOnly = false, fails = false): InferenceEngine {
  return {
    name,
    formats,
    explicitOnly,
    load: files =>
      fails
        ? Promise.reject(new ModelError(`${name} cannot start.`))
        : Promise.resolve({
            name: files.name,
            engine: name,
            detail: 'fast',
            inputs: [],
            outputs: [],
            run: () => [],
            dispose: () => undefined,
          }),
  };
}

const engines = [
  engine('slow', ['tfjs-graph-model'], true),
  engine('first', ['tfjs-graph-model']),
  engine('second', ['tfjs-graph-model']),
  engine('broken', ['onnx'], false, true),
];

function load(service: InferenceService, model: string | ModelFiles, wanted = 'auto', log: string[] = []) {
  return service.load({ model, engine: wanted, threads: 1, log: (_, line) => log.push(line) });
}

describe('createInferenceService', () => {
  const service = createInferenceService({
    engines,
    readModel: (location, log) => {
      log(`reading ${location}`);
      return Promise.resolve(location === 'a.onnx' ? onnx : graph);
    },
  });

  it('auto takes the first engine of the format that may be picked, and logs the choice with its reason', async () => {
    const log: string[] = [];
    expect((await load(service, 'a.json', 'auto', log)).engine).toBe('first');
    expect(log).toEqual([
      'reading a.json',
      'model a.json (tfjs-graph-model): engine first, fast; auto takes it for tfjs-graph-model files',
    ]);
  });

  it('takes the engine asked for', async () => {
    const log: string[] = [];
    expect((await load(service, graph, 'slow', log)).engine).toBe('slow');
    expect(log).toEqual(['model a.json (tfjs-graph-model): engine slow, fast; the graph asks for it']);
  });

  it('does not try another engine when the chosen one fails', async () => {
    await expect(load(service, onnx)).rejects.toThrow('broken cannot start.');
  });

  it.each([
    [graph, 'warp', 'the engine warp does not exist here. Engines for it: slow, first, second.'],
    [onnx, 'first', 'the engine first does not read onnx files. Engines for it: broken.'],
  ])('refuses what does not fit', async (files, wanted, message) => {
    await expect(load(service, files, wanted)).rejects.toThrow(`model ${files.name}: ${message}`);
  });

  it('asks for a name when only reference engines read the format', async () => {
    const only = createInferenceService({ engines: engines.slice(0, 1), readModel: () => Promise.resolve(graph) });
    await expect(load(only, 'a.json')).rejects.toThrow(
      'no engine here picks up tfjs-graph-model files by itself. Ask for one by the engine option: slow.',
    );
  });

  it('loads a model that several ask for once, and disposes it with the last of them', async () => {
    const events: string[] = [];
    const counted: InferenceEngine = {
      ...engine('counted', ['tfjs-graph-model']),
      load: async files => {
        events.push(`load ${files.name}`);
        return {
          ...(await engine('counted', ['tfjs-graph-model']).load(files, { threads: 1 })),
          dispose: () => void events.push('dispose'),
        };
      },
    };
    const shared = createInferenceService({ engines: [counted], readModel: async () => graph });
    const [one, two] = await Promise.all([load(shared, 'a.json'), load(shared, 'a.json')]);
    expect(events).toEqual(['load a.json']);
    await one.dispose();
    await one.dispose();
    expect(events).toEqual(['load a.json']);
    expect(two.run([])).toEqual([]);
    await two.dispose();
    expect(events).toEqual(['load a.json', 'dispose']);
    // Another engine, and files that are given, are others; and so is one that nobody uses any more.
    const models = [await load(shared, 'a.json', 'counted'), await load(shared, 'a.json'), await load(shared, graph)];
    expect(events.slice(2)).toEqual(['load a.json', 'load a.json', 'load a.json']);
    for (const model of models) await model.dispose();
    expect(events.slice(5)).toEqual(['dispose', 'dispose', 'dispose']);
  });

  it('counts the runs of all who share a model, and warms it up once', async () => {
    let warmUps = 0;
    const warm: InferenceEngine = {
      ...engine('warm', ['tfjs-graph-model']),
      load: async files => ({
        ...(await engine('warm', ['tfjs-graph-model']).load(files, { threads: 1 })),
        warmUp: async () => void (warmUps += 1),
      }),
    };
    const shared = createInferenceService({ engines: [warm], readModel: async () => graph });
    const [one, two] = [await load(shared, 'a.json'), await load(shared, 'a.json')];
    expect([one.runsSoFar, two.runsSoFar]).toEqual([0, 0]);
    await one.run([]);
    expect([one.runsSoFar, two.runsSoFar]).toEqual([1, 1]);
    await one.warmUp?.([]);
    await two.warmUp?.([]);
    expect(warmUps).toBe(1);
  });

  it('tells a failed load to all who wait for it, and tries again for the next', async () => {
    let reads = 0;
    const flaky = createInferenceService({
      engines,
      readModel: async () => {
        reads += 1;
        if (reads === 1) throw new ModelError('the network is away. Try again.');
        return graph;
      },
    });
    const both = await Promise.allSettled([load(flaky, 'a.json'), load(flaky, 'a.json')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await load(flaky, 'a.json')).engine).toBe('first');
    expect(reads).toBe(2);
  });
});
