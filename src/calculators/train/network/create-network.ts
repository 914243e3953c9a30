import type { Rank, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from '../../../graph/index.ts';
import type { TrainingBackend } from '../backend/training-backend.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { createDenseLayersNetwork } from './dense-layers-network.ts';
import type { Network } from './network.ts';
import { recordPass } from './record-pass.ts';
import type { Topology } from './trained-model.ts';

/** Rows that are predicted at once. */
const PREDICT_ROWS = 512;

/** Wraps a tfjs model; on the plain backend its layers alone, with our own arithmetic. */
export function createNetwork(backend: TrainingBackend, model: LayersModel): Network {
  const { core: tf } = backend;
  const inputShape = (model.inputs[0]?.shape ?? []).slice(1).map(size => size ?? 1);
  const topology: Topology = {
    json: model.toJSON(undefined, false) as Readonly<Record<string, unknown>>,
    inputShape,
    outputs: model.outputNames,
  };
  const variables = model.weights.map(one => ({
    name: one.originalName,
    shape: one.shape.map(size => size ?? 0),
    trainable: one.trainable,
  }));
  if (backend.name === 'plain') return createDenseLayersNetwork({ model, topology, variables });
  const trainable = model.weights
    .filter(one => one.trainable)
    .map(one => one.read())
    .filter(isVariable);
  const moving = model.weights.map((variable, i) => ({ variable, i })).filter(one => !one.variable.trainable);
  const attempt = <T>(compute: () => T): T => {
    try {
      return compute();
    } catch (cause) {
      const kernel = /Kernel '(\w+)' not registered/.exec(cause instanceof Error ? cause.message : '')?.[1];
      if (kernel === undefined) throw cause;
      throw new ModelError(
        `network: tfjs has no ${kernel} on ${backend.name}, which its layers need. Set backend to another one, such as cpu.`,
        { cause },
      );
    }
  };
  const tensorOf = (x: Matrix, from: number, rows: number): Tensor => {
    const size = inputShape.reduce((product, one) => product * one, 1);
    if (x.columns !== size) {
      throw new ModelError(
        `network: takes [${inputShape.join(', ')}], ${size} numbers per row; the rows have ${x.columns}. Set input_shape, or give other rows.`,
      );
    }
    return tf.tensor(new Float32Array(x.data.subarray(from * size, (from + rows) * size)), [rows, ...inputShape]);
  };
  const outputsOf = (x: Tensor, training: boolean): Tensor[] => {
    const result = model.apply(x, { training }) as Tensor | Tensor[];
    return Array.isArray(result) ? result : [result];
  };
  const toMatrix = (y: Tensor, data: Float32Array): Matrix => {
    const [rows = 0] = y.shape;
    return { rows, columns: rows === 0 ? 0 : y.size / rows, data };
  };
  const toMatrices = async (tensors: readonly Tensor[]): Promise<readonly Matrix[]> => {
    const read = await backend.read(tensors);
    return tensors.map((y, k) => toMatrix(y, read[k] ?? new Float32Array(0)));
  };
  return {
    topology,
    variables,
    write(values) {
      backend.activate();
      tf.tidy(() => {
        for (const [i, one] of model.weights.entries()) {
          const data = values[i];
          // A copy: the cpu backend keeps the array it is given.
          if (data !== undefined) one.write(tf.tensor(data.slice(), variables[i]?.shape));
        }
      });
    },
    async readMoving(values) {
      if (moving.length === 0) return;
      const read = await backend.read(moving.map(one => one.variable.read()));
      for (const [k, { i }] of moving.entries()) values[i]?.set(read[k] ?? []);
    },
    async predict(x) {
      const parts: (readonly Matrix[])[] = [];
      for (let from = 0; from < x.rows; from += PREDICT_ROWS) {
        const rows = Math.min(PREDICT_ROWS, x.rows - from);
        backend.activate();
        const outputs = attempt(() => tf.tidy(() => outputsOf(tensorOf(x, from, rows), false)));
        try {
          parts.push(await toMatrices(outputs));
        } finally {
          tf.dispose(outputs);
        }
      }
      return topology.outputs.map((_, k) => joinRows(parts.map(part => part[k])));
    },
    async differentiate(inputs, seed, lossOf) {
      backend.activate();
      const count = topology.outputs.length;
      const pass = attempt(() =>
        recordPass(tf, () =>
          inputs.flatMap(({ role, x }) => {
            seedDropout(model, deriveSeed(seed, role, 'dropout'));
            return outputsOf(tensorOf(x, 0, x.rows), true);
          }),
        ),
      );
      try {
        const found = await toMatrices(pass.outputs);
        const pulls = lossOf(
          new Map(inputs.map(({ role }, i) => [role, found.slice(i * count, (i + 1) * count)] as const)),
        );
        backend.activate();
        const gradients = attempt(() =>
          tf.tidy(() => {
            const { grads } = tf.variableGrads(() => {
              pass.resume();
              // The sum of y * dL/dy has, by the chain rule, the loss's gradient at each variable.
              let sum: Tensor = tf.scalar(0);
              for (const [i, { role }] of inputs.entries()) {
                for (const [k, y] of pass.outputs.slice(i * count, (i + 1) * count).entries()) {
                  const pull = pulls.get(role)?.[k];
                  if (pull !== undefined)
                    sum = tf.add(sum, tf.sum(tf.mul(y, tf.tensor(new Float32Array(pull), y.shape))));
                }
              }
              return tf.reshape<Rank.R0>(sum, []);
            }, trainable);
            // A variable that no loss depends on has none.
            return trainable.map(({ name, shape }) => (grads[name] as Tensor | null | undefined) ?? tf.zeros(shape));
          }),
        );
        try {
          return await backend.read(gradients);
        } finally {
          tf.dispose(gradients);
        }
      } finally {
        pass.dispose();
        tf.dispose([...pass.outputs]);
      }
    },
    dispose() {
      backend.activate();
      model.dispose();
    },
  };
}

/** tfjs-layers keeps its variables under the type of their values. */
function isVariable(value: Tensor): value is Variable {
  return 'assign' in value;
}

/** tfjs takes the mask of a dropout layer from its seed: another one for each step, role and layer. */
function seedDropout(model: LayersModel, seed: number): void {
  for (const layer of model.layers) {
    if (layer.getClassName() === 'Dropout') {
      (layer as unknown as { seed: number }).seed = deriveSeed(seed, layer.name, 'mask') & 0x7fffffff;
    }
  }
}

function joinRows(parts: readonly (Matrix | undefined)[]): Matrix {
  const list = parts.filter(part => part !== undefined);
  const rows = list.reduce((sum, part) => sum + part.rows, 0);
  const columns = list[0]?.columns ?? 0;
  const data = new Float32Array(rows * columns);
  let at = 0;
  for (const part of list) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { rows, columns, data };
}
