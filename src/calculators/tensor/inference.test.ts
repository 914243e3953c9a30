import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../graph/index.ts';
import { calculatorConformance, runCalculator } from '../../graph/testing/index.ts';
import { inferenceCalculator } from './inference.ts';
import type { LoadedModel, TensorInfo } from './inference-engine.ts';
import type { InferenceService, ModelRequest } from './inference-service.ts';

const float = (...values: number[]): Tensor => ({
  shape: [values.length],
  dtype: 'float32',
  data: Float32Array.from(values),
});

interface Probe extends LoadedModel {
  readonly runs: (readonly Tensor[])[];
  disposed: number;
}

/** A model of two inputs `a`, `b` and three outputs: a + b, a - b, a. */
function probeModel(options: { asynchronous?: boolean; free?: boolean } = {}): Probe {
  const info = (name: string): TensorInfo => ({ name, shape: [options.free === true ? null : 2], dtype: 'float32' });
  const runs: (readonly Tensor[])[] = [];
  return {
    name: 'probe',
    engine: 'none',
    detail: '',
    inputs: [info('a'), info('b')],
    outputs: [info('sum'), info('difference'), info('first')],
    runs,
    disposed: 0,
    run(tensors) {
      runs.push([...tensors]);
      const [a, b] = tensors;
      const each = (f: (x: number, y: number) => number): Tensor =>
        float(...Array.from(a?.data ?? [], (x, i) => f(x, b?.data[i] ?? Number.NaN)));
      const result = [each((x, y) => x + y), each((x, y) => x - y), each(x => x)];
      return options.asynchronous === true ? Promise.resolve(result) : result;
    },
    dispose() {
      this.disposed += 1;
    },
  };
}

function serviceOf(model: LoadedModel, requests: ModelRequest[] = []): { inference: InferenceService } {
  return {
    inference: {
      load(request) {
        requests.push(request);
        request.log('info', 'engine none');
        return Promise.resolve(model);
      },
    },
  };
}

const numbers = (tensors: unknown): unknown =>
  Array.isArray(tensors) ? tensors.map((one: Tensor) => [...one.data]) : [];

describe('InferenceCalculator', () => {
  it.each([false, true])('runs a model on lists of tensors (asynchronous engine: %s)', async asynchronous => {
    const model = probeModel({ asynchronous });
    const requests: ModelRequest[] = [];
    const run = await runCalculator(inferenceCalculator, {
      inputs: {
        TENSORS: [
          [0, [float(1, 2), float(10, 20)]],
          [5, [float(3, 4), float(0, 0)]],
        ],
      },
      sidePackets: { MODEL: 'some.json' },
      outputs: ['TENSORS'],
      services: serviceOf(model, requests),
    });
    expect(run.outputs['TENSORS']?.map(([time, value]) => [time, numbers(value)])).toEqual([
      [
        0,
        [
          [11, 22],
          [-9, -18],
          [1, 2],
        ],
      ],
      [
        5,
        [
          [3, 4],
          [3, 4],
          [3, 4],
        ],
      ],
    ]);
    expect(requests).toMatchObject([{ model: 'some.json', engine: 'auto', threads: 1 }]);
    // One warm-up run on zeros, then one per packet.
    expect(model.runs.map(numbers)[0]).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(model.runs).toHaveLength(3);
    expect(model.disposed).toBe(1);
    expect(JSON.stringify(run.log)).toContain('engine none');
  });

  it('takes tensors one by one, and skips times where one is missing', async () => {
    const run = await runCalculator(inferenceCalculator, {
      inputs: {
        'TENSOR:0': [
          [0, float(1, 2)],
          [1, float(1, 1)],
        ],
        'TENSOR:1': [
          [1, float(5, 6)],
          [2, float(7, 8)],
        ],
      },
      options: { model_path: 'some.json', warm_up: 0 },
      outputs: ['TENSOR:0', 'TENSOR:1'],
      services: serviceOf(probeModel()),
    });
    expect(run.outputs['TENSOR:0']?.map(([time, value]) => [time, numbers([value])])).toEqual([[1, [[6, 7]]]]);
    expect(run.outputs['TENSOR:1']?.map(([time, value]) => [time, numbers([value])])).toEqual([[1, [[-4, -5]]]]);
  });

  it('orders tensors by name and by index', async () => {
    const run = await runCalculator(inferenceCalculator, {
      inputs: { TENSORS: [[0, [float(10, 20), float(1, 2)]]] },
      sidePackets: { MODEL: 'some.json' },
      options: {
        input_output_config: {
          input_tensor_names_map: { tensor_names: ['b', 'a'] },
          output_tensor_indices_map: { model_tensor_indices: [2, 1] },
        },
      },
      outputs: ['TENSORS'],
      services: serviceOf(probeModel()),
    });
    expect(numbers(run.outputs['TENSORS']?.[0]?.[1])).toEqual([
      [1, 2],
      [-9, -18],
    ]);
  });

  it('shares a loaded model and leaves it alone', async () => {
    const model = probeModel({ free: true });
    await runCalculator(inferenceCalculator, {
      inputs: { TENSORS: [[0, [float(1), float(2)]]] },
      sidePackets: { MODEL: model },
      outputs: ['TENSORS'],
      services: serviceOf(probeModel()),
    });
    expect(model.disposed).toBe(0);
    expect(model.runs).toHaveLength(2);
  });

  it.each<[string, Parameters<typeof runCalculator>[1], RegExp]>([
    [
      'a tensor that does not fit',
      { inputs: { TENSORS: [[0, [float(1, 2, 3), float(1, 2)]]] } },
      /input "a" takes \[2\], got a tensor of \[3\]/,
    ],
    ['too few tensors', { inputs: { TENSORS: [[0, [float(1, 2)]]] } }, /got 1 input tensors, takes 2 \(a, b\)/],
    [
      'an unknown name',
      { options: { input_output_config: { input_tensor_names_map: { tensor_names: ['a', 'c'] } } } },
      /has no input "c". Its inputs: 0 "a", 1 "b"/,
    ],
    [
      'a tensor named twice',
      { options: { input_output_config: { input_tensor_indices_map: { model_tensor_indices: [0, 0] } } } },
      /each must be named once/,
    ],
  ])('refuses %s and frees the model', async (_, options, message) => {
    const model = probeModel();
    const run = runCalculator(inferenceCalculator, {
      inputs: { TENSORS: [] },
      sidePackets: { MODEL: 'some.json' },
      outputs: ['TENSORS'],
      services: serviceOf(model),
      ...options,
    });
    await expect(run).rejects.toThrow(message);
    expect(model.disposed).toBe(1);
  });

  it('wants a model and one kind of port on each side', () => {
    const issues = (ports: readonly string[], options: Readonly<Record<string, unknown>> = {}): readonly unknown[] => {
      const count = (name: string): number => (ports.includes(name) ? 1 : 0);
      return [
        ...inferenceCalculator.check({
          options,
          inputs: tag => count(`in ${tag}`),
          outputs: tag => count(`out ${tag}`),
          sidePackets: tag => count(`side ${tag}`),
          outputSidePackets: () => 0,
          ports: { inputs: [], outputs: [], sidePackets: [], outputSidePackets: [] },
        }),
      ];
    };
    const whole = ['in TENSORS', 'out TENSOR', 'side MODEL'];
    expect(issues(whole)).toEqual([]);
    expect(issues(['in TENSORS', 'in TENSOR', 'out TENSORS'], { model_path: 'a' })).toEqual([
      'inputs TENSORS and TENSOR are both connected. Connect exactly one of them.',
    ]);
    expect(issues(['in TENSORS'])).toEqual([
      'outputs TENSORS and TENSOR are neither connected. Connect exactly one of them.',
      'There is no model. Connect the side packet MODEL or set the option model_path.',
    ]);
    const map = { input_tensor_indices_map: {}, input_tensor_names_map: {} };
    expect(issues(whole, { input_output_config: map })).toEqual([
      'input_output_config has both input_tensor_indices_map and input_tensor_names_map. Keep one of them.',
    ]);
  });
});

for (const test of calculatorConformance(inferenceCalculator, {
  cases: {
    'sum and difference': {
      inputs: { TENSORS: [[0, [float(1, 2), float(10, 20)]]] },
      sidePackets: { MODEL: 'some.json' },
      outputs: ['TENSORS'],
      services: serviceOf(probeModel()),
    },
    'one by one, asynchronous': {
      inputs: { 'TENSOR:0': [[0, float(1, 2)]], 'TENSOR:1': [[0, float(10, 20)]] },
      options: { model_path: 'some.json' },
      outputs: ['TENSOR:0'],
      services: serviceOf(probeModel({ asynchronous: true })),
    },
  },
})) {
  it(test.name, test.run);
}
