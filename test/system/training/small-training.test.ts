import type { io } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { nodeTrainingBackends } from '../../../runtime-node/training/node-training-backends.ts';
import { builtinCalculators } from '../../../src/calculators/index.ts';
import {
  type ResumePolicy,
  readCheckpoint,
  stopRequestService,
  type Table,
  type TrainingBackend,
  type TrainingBackends,
  trainingBackendService,
  trainingFilesService,
} from '../../../src/calculators/train/index.ts';
import { RunnableGraph } from '../../../src/graph/engine/create-graph.ts';
import {
  any,
  createGraph,
  createRegistry,
  defineCalculator,
  type GraphConfig,
  type GraphPlan,
  parsePlainYaml,
  planGraph,
  type RunOptions,
  record,
  required,
} from '../../../src/graph/index.ts';
import { SimulatedScheduler, VirtualClock } from '../../../src/graph/testing/index.ts';
import { type MemoryFiles, memoryFiles } from '../../fixtures/training/memory-files.ts';
import {
  people,
  type SmallTraining,
  smallTraining,
  smallTrainingPlan,
} from '../../fixtures/training/small-training.ts';

// Opened ahead: a simulated schedule knows no waiting for files.
const opened = await Promise.all(['cpu', 'wasm'].map(name => nodeTrainingBackends().open(name as 'cpu' | 'wasm')));
const [cpu, wasm] = opened as [TrainingBackend, TrainingBackend];
const backends: TrainingBackends = { open: async name => (name === 'cpu' ? cpu : wasm) };

function services(files: MemoryFiles, stop = { isRequested: false }): Readonly<Record<string, unknown>> {
  return {
    [trainingBackendService.key]: backends,
    [trainingFilesService.key]: files,
    [stopRequestService.key]: stop,
  };
}

async function run(plan: GraphPlan, files: MemoryFiles, options: RunOptions = {}): Promise<void> {
  const graph = createGraph(plan, { services: services(files) });
  await graph.run(options);
  expect(graph.stats().live).toBe(0);
}

async function train(options: SmallTraining): Promise<MemoryFiles> {
  const files = memoryFiles({ 'people.csv': people });
  await run(smallTrainingPlan(options), files);
  return files;
}

/** What a training leaves: the same bytes or not. */
function results({ files }: MemoryFiles): Readonly<Record<string, string>> {
  const kept = [...files].filter(([path]) => path.startsWith('out/model/') || path === 'out/log.jsonl');
  return Object.fromEntries(kept.map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')]));
}

describe('a training graph', () => {
  it('learns, logs, keeps checkpoints and exports', async () => {
    const files = await train({ epochs: 8 });
    const lines = files
      .text('out/log.jsonl')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { step: number; epoch: number; split: string; name: string; value: number });
    const valid = lines.filter(line => line.split === 'valid' && line.name === 'log_loss').map(line => line.value);
    expect(valid).toHaveLength(8);
    expect(valid.at(-1)).toBeLessThan(valid[0]! * 0.7);
    expect(lines.filter(line => line.name === 'task')).toHaveLength(8 * 4);
    expect(await files.list('out/model')).toEqual([
      'MODEL_CARD.md',
      'metadata.json',
      'model.json',
      'model.onnx',
      'preprocess.json',
      'serve.yaml',
      'weights.bin',
    ]);
    expect(await files.list('out/checkpoints')).toContain('32/');
    expect(await files.list('out/checkpoints/32')).toEqual([
      'graph.json',
      'model.json',
      'state.bin',
      'state.json',
      'weights.bin',
    ]);
  });

  it('gives the same bytes again, and others for another seed', async () => {
    const first = results(await train({}));
    expect(results(await train({}))).toEqual(first);
    expect(results(await train({ seed: 1 }))['out/model/weights.bin']).not.toBe(first['out/model/weights.bin']);
  });

  it('gives the same bytes whatever the queue sizes and the schedule', async () => {
    const first = results(await train({}));
    for (const maxQueueSize of [1, 2, 7]) expect(results(await train({ maxQueueSize }))).toEqual(first);
    for (let seed = 0; seed < 5; seed++) {
      const clock = new VirtualClock();
      const scheduler = new SimulatedScheduler({ seed, clock });
      const files = memoryFiles({ 'people.csv': people });
      const graph = createGraph(smallTrainingPlan(), { services: services(files), scheduler, clock });
      graph.start();
      await scheduler.run(graph.done());
      expect(results(files)).toEqual(first);
    }
  });
});

describe('a resumed training', () => {
  /** The files as they were when a run was killed, without what it wrote after its last checkpoint. */
  const copyOf = ({ files }: MemoryFiles): MemoryFiles => {
    const copy = memoryFiles();
    for (const [path, bytes] of files) copy.files.set(path, bytes.slice());
    return copy;
  };

  async function resume(files: MemoryFiles, options: SmallTraining, policy: ResumePolicy = 'exact'): Promise<void> {
    const plan = smallTrainingPlan(options);
    const hasCheckpoint = (await files.list('out/checkpoints')).length > 0;
    const state = hasCheckpoint ? (await readCheckpoint(files, 'out/checkpoints', plan, policy)).state : {};
    await run(plan, files, { state });
  }

  it('leaves the bytes of an uninterrupted one, with every optimiser', async () => {
    for (const kind of ['adam', 'adamw', 'sgd', 'momentum', 'rmsprop', 'adagrad']) {
      const optimizer = { kind, learning_rate: 0.02 };
      const whole = results(await train({ epochs: 4, optimizer }));
      const files = await train({ epochs: 2, optimizer });
      await resume(files, { epochs: 4, optimizer });
      expect(results(files)).toEqual(whole);
    }
  });

  it('does so wherever the run was killed: after every single task', async () => {
    const options = { epochs: 2, burst: 2, everySteps: 2 };
    const whole = results(await train(options));
    const kill = async (after: number): Promise<{ readonly files: MemoryFiles; readonly killed: boolean }> => {
      const clock = new VirtualClock();
      const scheduler = new SimulatedScheduler({ seed: after, clock });
      const files = memoryFiles({ 'people.csv': people });
      const graph = new RunnableGraph(smallTrainingPlan(options), { services: services(files), scheduler, clock });
      let tasks = 0;
      let then: MemoryFiles | undefined;
      graph.afterStep = () => {
        tasks += 1;
        if (tasks !== after) return;
        // What the process has written up to here is all that is left of it.
        then = copyOf(files);
        graph.cancel('killed');
      };
      graph.start();
      await scheduler.run(graph.done()).catch(() => undefined);
      expect(graph.stats().live).toBe(0);
      return { files: then ?? files, killed: then !== undefined };
    };
    let places = 0;
    for (let after = 1; ; after += 1) {
      const { files, killed } = await kill(after);
      if (!killed) break;
      places += 1;
      await resume(files, options);
      expect(results(files)).toEqual(whole);
    }
    expect(places).toBeGreaterThan(45);
  }, 200_000);

  it('refuses a changed graph, and says which node and option', async () => {
    const files = await train({ epochs: 1 });
    await expect(resume(files, { epochs: 2, seed: 5 })).rejects.toThrow(
      /node "source": the option seed was 0 and is 5; node "step": the option seed was 0 and is 5/,
    );
    await expect(resume(files, { epochs: 2, units: 7 })).rejects.toThrow('node "step": the option model was');
  });

  it('takes over the weights alone when asked to', async () => {
    const files = await train({ epochs: 3 });
    const learnt = files
      .text('out/log.jsonl')
      .split('\n')
      .filter(line => line.includes('"log_loss"'));
    await resume(files, { epochs: 1, seed: 5, burst: 3 }, 'weights_only');
    const [first = ''] = files
      .text('out/log.jsonl')
      .split('\n')
      .filter(line => line.includes('"log_loss"'));
    const value = (line: string): number => (JSON.parse(line) as { value: number }).value;
    expect(value(first)).toBeLessThan(value(learnt[0] ?? ''));
    await expect(resume(files, { epochs: 1, units: 7 }, 'weights_only')).rejects.toThrow(
      'the network has dense_0/kernel [4, 7] where that of the checkpoint has dense_0/kernel [4, 6]',
    );
  });
});

describe('a training graph in trouble', () => {
  const edit = (change: (node: Record<string, unknown>) => void, options: SmallTraining = {}): GraphPlan => {
    const config = structuredClone(smallTraining(options));
    for (const node of config.node as unknown as Record<string, unknown>[]) change(node);
    return planGraph(config, { registry: createRegistry(builtinCalculators) });
  };

  it('stops at a loss that is no number, with step, loss and rows', async () => {
    const files = memoryFiles({ 'people.csv': people.replace('27,21', 'Infinity,21') });
    await expect(run(smallTrainingPlan(), files)).rejects.toThrow(
      /node "step": step 0: (the loss "task" is NaN|the gradient is not finite), for the rows (\d+, )+\d+\. Look at these rows, lower the learning rate/,
    );
  });

  it('is refused when nothing tells the loop that an epoch is over', () => {
    expect(() =>
      edit(node => {
        if (node['name'] !== 'loop') return;
        delete node['input_stream'];
        delete node['input_stream_info'];
      }),
    ).toThrow('Connect VERDICT or EPOCH_END as a back edge');
  });

  it('fails with a name when the verdict never comes', async () => {
    // The network is measured at the end of an epoch; without a model there is no verdict.
    const silent = defineCalculator({
      name: 'SilentCalculator',
      summary: 'Says nothing',
      inputs: { IN: required(any, 'Anything') },
      outputs: { VERDICT: required(record, 'Never') },
      open: () => ({ process() {} }),
    });
    const config: GraphConfig = {
      node: [
        {
          name: 'loop',
          calculator: 'EpochLoopCalculator',
          input_stream: 'VERDICT:verdict',
          input_stream_info: { tag_index: 'VERDICT', back_edge: true },
          output_stream: 'EPOCH:epoch',
        },
        { calculator: 'SilentCalculator', input_stream: 'IN:epoch', output_stream: 'VERDICT:verdict' },
      ],
    };
    const registry = createRegistry([...builtinCalculators, silent]);
    await expect(createGraph(planGraph(config, { registry })).run()).rejects.toThrow(
      'node "loop": epoch 0 is at rest, but its VERDICT has not come, and nothing is left that could bring it',
    );
  });

  it('ends after the epoch when it is asked to, with checkpoint and export', async () => {
    const stop = { isRequested: false };
    const files = memoryFiles({ 'people.csv': people });
    const graph = createGraph(smallTrainingPlan({ epochs: 50 }), { services: services(files, stop) });
    graph.observe('losses', packet => {
      if (packet.timestamp === 5) stop.isRequested = true;
    });
    await graph.run();
    expect(await files.list('out/checkpoints')).toEqual(['4/', '8/']);
    expect(await files.list('out/model')).toContain('serve.yaml');
  });
});

describe('an exported model', () => {
  it('answers in its serving graph as it did in the last evaluation', async () => {
    const files = memoryFiles({ 'people.csv': people });
    const graph = createGraph(smallTrainingPlan({ patience: 1, epochs: 3 }), { services: services(files) });
    let last: Table | undefined;
    graph.observe('predictions', packet => {
      last = packet.value as Table;
    });
    await graph.run();
    // The evaluated rows, as rows of a question: the columns of the file.
    const config = parsePlainYaml(files.text('out/model/serve.yaml'), 'serve.yaml') as GraphConfig;
    const inFolder: typeof files = { ...files, readFile: path => files.readFile(`out/model/${path}`) };
    const serve = createGraph(planGraph(config, { registry: createRegistry(builtinCalculators) }), {
      services: services(inFolder),
    });
    const answers: number[] = [];
    serve.observe('answer', packet => {
      answers.push(...(packet.value as { output: number[][] }).output.flat());
    });
    serve.start();
    const rows = last?.rows ?? 0;
    const cell = (name: string, row: number): unknown => {
      const column = last?.columns.get(name);
      return column?.kind === 'text' ? column.values[row] : column?.data[row];
    };
    for (let row = 0; row < rows; row++) {
      const question = { age: cell('age', row), hours: cell('hours', row), group: cell('group', row) };
      await serve.add('row', question, row);
    }
    serve.closeAllInputs();
    await serve.done();
    const exported = JSON.parse(files.text('out/model/metadata.json')) as { step: number };
    expect(exported.step).toBe(11);
    const output = last?.columns.get('output');
    expect(answers).toHaveLength(rows);
    answers.forEach((answer, row) => {
      expect(Math.abs(answer - (output?.kind === 'number' ? (output.data[row] ?? 0) : 0))).toBeLessThan(1e-6);
    });
  });

  it('is read by plain tfjs and by ONNX Runtime, with the same outputs', async () => {
    const files = await train({ epochs: 2 });
    const json = JSON.parse(files.text('out/model/model.json')) as {
      modelTopology: object;
      weightsManifest: { weights: io.WeightsManifestEntry[] }[];
    };
    cpu.activate();
    const weights = await files.readFile('out/model/weights.bin');
    const model = await cpu.layers.loadLayersModel(
      cpu.core.io.fromMemory({
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest[0]?.weights ?? [],
        weightData: weights.slice().buffer,
      }),
    );
    const x = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i));
    const expected = cpu.core.tidy(() => {
      const y = model.predict(cpu.core.tensor(x, [3, 4])) as ReturnType<typeof cpu.core.tensor>;
      return Array.from(y.dataSync());
    });
    model.dispose();
    const { InferenceSession, Tensor } = await import('onnxruntime-node');
    const session = await InferenceSession.create(await files.readFile('out/model/model.onnx'));
    const { output } = await session.run({ x: new Tensor('float32', x, [3, 4]) });
    Array.from(output?.data as Float32Array).forEach((value, i) => {
      expect(Math.abs(value - (expected[i] ?? Number.NaN))).toBeLessThan(1e-5);
    });
  });
});

describe('the backends', () => {
  it('agree within 1e-3 of the loss', async () => {
    const losses = async (backend: 'cpu' | 'wasm'): Promise<number[]> =>
      (await train({ backend }))
        .text('out/log.jsonl')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as { name: string; value: number })
        .filter(line => line.name === 'task')
        .map(line => line.value);
    const [a, b] = [await losses('cpu'), await losses('wasm')];
    a.forEach((value, i) => {
      expect(Math.abs(value - (b[i] ?? Number.NaN))).toBeLessThan(1e-3 * Math.abs(value));
    });
  });

  it('hold as many tensors after every epoch, and none after the run', async () => {
    for (const backend of ['cpu', 'wasm'] as const) {
      const { core } = backend === 'cpu' ? cpu : wasm;
      const before = core.memory().numTensors;
      const files = memoryFiles({ 'people.csv': people });
      const graph = createGraph(smallTrainingPlan({ backend, epochs: 5 }), { services: services(files) });
      const counts: number[] = [];
      graph.observe('verdict', () => counts.push(core.memory().numTensors));
      await graph.run();
      expect(new Set(counts).size).toBe(1);
      expect(core.memory().numTensors).toBe(before);
    }
  });
});
