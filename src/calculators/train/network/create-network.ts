import type { Rank, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from '../../../graph/index.ts';
import type { TrainingBackend } from '../backend/training-backend.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { createDenseLayersNetwork } from './dense-layers-network.ts';
import type { Network } from './network.ts';
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
  const moving = variables.map((one, i) => ({ i, moves: !one.trainable })).filter(one => one.moves);
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
  const toMatrix = (y: Tensor): Matrix => {
    const [rows = 0] = y.shape;
    return { rows, columns: rows === 0 ? 0 : y.size / rows, data: copyOf(y) };
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
    readMoving(values) {
      if (moving.length === 0) return;
      backend.activate();
      for (const { i } of moving) values[i]?.set(model.weights[i]?.read().dataSync() as Float32Array);
    },
    predict(x) {
      backend.activate();
      const parts: Matrix[][] = [];
      for (let from = 0; from < x.rows; from += PREDICT_ROWS) {
        const rows = Math.min(PREDICT_ROWS, x.rows - from);
        tf.tidy(() => {
          parts.push(outputsOf(tensorOf(x, from, rows), false).map(toMatrix));
        });
      }
      return topology.outputs.map((_, k) => joinRows(parts.map(part => part[k])));
    },
    differentiate(inputs, seed, lossOf) {
      backend.activate();
      let gradients: readonly Float32Array[] = [];
      // Nothing is returned out of the scope: tidy would look for tensors among the numbers, one by one.
      tf.tidy(() => {
        const { grads } = tf.variableGrads(() => {
          const tensors = new Map<string, Tensor[]>();
          for (const { role, x } of inputs) {
            seedDropout(model, deriveSeed(seed, role, 'dropout'));
            tensors.set(role, outputsOf(tensorOf(x, 0, x.rows), true));
          }
          const outputs = new Map([...tensors].map(([role, list]) => [role, list.map(toMatrix)] as const));
          const pulls = lossOf(outputs);
          // The sum of y * dL/dy has, by the chain rule, the loss's gradient at each variable.
          let sum: Tensor = tf.scalar(0);
          for (const [role, list] of tensors) {
            for (const [k, y] of list.entries()) {
              const pull = pulls.get(role)?.[k];
              if (pull !== undefined) sum = tf.add(sum, tf.sum(tf.mul(y, tf.tensor(new Float32Array(pull), y.shape))));
            }
          }
          return tf.reshape<Rank.R0>(sum, []);
        }, trainable);
        gradients = trainable.map(variable => {
          const gradient = grads[variable.name] as Tensor | null | undefined;
          return gradient === null || gradient === undefined ? new Float32Array(variable.size) : copyOf(gradient);
        });
      });
      return gradients;
    },
    dispose() {
      backend.activate();
      model.dispose();
    },
  };
}

/** The numbers of a tensor, apart from it: the cpu backend gives out its own array. */
function copyOf(tensor: Tensor): Float32Array {
  return new Float32Array(tensor.dataSync());
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
