import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from '../../../graph/index.ts';
import {
  type DenseActivation,
  type DenseParameters,
  denseBackward,
  denseForward,
} from '../kernels/linear/dense-network.ts';
import type { Matrix } from '../kernels/matrix.ts';
import type { Network, NetworkVariable } from './network.ts';
import type { Topology } from './trained-model.ts';

/** What a chain of dense layers has in common with a network of tfjs. */
export interface NetworkFacts {
  readonly model: LayersModel;
  readonly topology: Topology;
  readonly variables: readonly NetworkVariable[];
}

interface Layer {
  readonly name: string;
  readonly units: number;
  readonly activation: DenseActivation;
}

/** Layers that leave numbers in rows as they are. */
const STILL = new Set(['InputLayer', 'Flatten', 'Reshape']);
const ACTIVATIONS: Readonly<Record<string, DenseActivation>> = {
  linear: 'linear',
  relu: 'relu',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
};

/**
 * A chain of dense layers in our own arithmetic: double precision, in the order of the rows, so that it gives the same bits
 * on every machine whose exp and tanh do. For small networks the calls of a tensor library cost more than the arithmetic.
 * The gradients equal those of tfjs to the precision of 32 bits.
 *
 * @throws ModelError for a network that is no such chain.
 */
export function createDenseLayersNetwork({ model, topology, variables }: NetworkFacts): Network {
  const chain = readChain(model);
  const places = chain.map(({ name }) => ({
    kernel: variables.findIndex(one => one.name === `${name}/kernel`),
    bias: variables.findIndex(one => one.name === `${name}/bias`),
  }));
  const trainable = variables.flatMap((one, i) => (one.trainable ? [i] : []));
  const parameters: DenseParameters[] = chain.map(({ units }, i) => ({
    kernel: new Float64Array(sizeOf(variables[places[i]?.kernel ?? -1])),
    bias: new Float64Array(units),
  }));
  const forward = (x: Matrix): Matrix[] => {
    const outputs: Matrix[] = [];
    for (const [i, layer] of parameters.entries()) {
      outputs.push(denseForward(outputs[i - 1] ?? x, layer, chain[i]?.activation ?? 'linear'));
    }
    return outputs;
  };
  const checked = ({ rows, columns, data }: Matrix): Matrix => {
    const size = topology.inputShape.reduce((product, one) => product * one, 1);
    if (columns !== size) {
      throw new ModelError(
        `network: takes [${topology.inputShape.join(', ')}], ${size} numbers per row; the rows have ${columns}. Set input_shape, or give other rows.`,
      );
    }
    // One kind of array everywhere: the loops of the kernels stay fast.
    return { rows, columns, data: new Float64Array(data) };
  };
  return {
    topology,
    variables,
    write(values) {
      for (const [i, { kernel, bias }] of places.entries()) {
        parameters[i]?.kernel.set(values[kernel] ?? []);
        if (bias >= 0) parameters[i]?.bias.set(values[bias] ?? []);
      }
    },
    // Dense layers have no moving averages.
    readMoving: () => Promise.resolve(),
    async predict(x) {
      const last = forward(checked(x)).at(-1);
      return last === undefined ? [] : [{ ...last, data: new Float32Array(last.data) }];
    },
    async differentiate(inputs, _seed, lossOf) {
      const passes = inputs.map(({ role, x }) => {
        const given = checked(x);
        return { role, given, outputs: forward(given) };
      });
      const pulls = lossOf(new Map(passes.map(({ role, outputs }) => [role, outputs.slice(-1)])));
      const sums = variables.map(one => new Float64Array(sizeOf(one)));
      for (const { role, given, outputs } of passes) {
        let pull = pulls.get(role)?.[0];
        for (let i = chain.length - 1; i >= 0 && pull !== undefined; i--) {
          const [output, layer, place] = [outputs[i], parameters[i], places[i]];
          if (output === undefined || layer === undefined || place === undefined) break;
          const activation = chain[i]?.activation ?? 'linear';
          const back = denseBackward(outputs[i - 1] ?? given, output, layer, activation, pull, i > 0);
          add(sums[place.kernel], back.kernel);
          add(sums[place.bias], back.bias);
          pull = back.input;
        }
      }
      return trainable.map(i => new Float32Array(sums[i] ?? []));
    },
    dispose() {
      model.dispose();
    },
  };
}

/** The dense layers of a model, first to last. */
function readChain(model: LayersModel): readonly Layer[] {
  const refuse = (fact: string): never => {
    throw new ModelError(
      `network: the backend plain computes chains of dense layers, and ${fact}. Set backend to wasm or cpu.`,
    );
  };
  if (model.outputs.length !== 1) refuse(`this one has ${model.outputs.length} outputs`);
  return model.layers.flatMap(layer => {
    const kind = layer.getClassName();
    if (STILL.has(kind)) return [];
    if (kind !== 'Dense') refuse(`the layer "${layer.name}" is of the kind ${kind}`);
    const { activation: name, units } = layer.getConfig();
    const activation = typeof name === 'string' ? ACTIVATIONS[name] : undefined;
    if (activation === undefined) {
      return refuse(`"${layer.name}" has the activation ${JSON.stringify(name)}`);
    }
    return [{ name: layer.name, units: Number(units), activation }];
  });
}

function sizeOf(variable: NetworkVariable | undefined): number {
  return variable?.shape.reduce((product, size) => product * size, 1) ?? 0;
}

function add(sum: Float64Array | undefined, more: Float64Array): void {
  if (sum === undefined) return;
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (more[i] ?? 0);
}
