import { ModelError } from '../../../graph/index.ts';
import type { TrainingBackend } from '../backend/training-backend.ts';
import { createNetwork } from './create-network.ts';
import type { Network } from './network.ts';
import type { Topology, TrainedModel } from './trained-model.ts';

/** Builds the network of a topology; its variables are to be written. @throws ModelError when tfjs refuses it. */
export async function loadNetwork(backend: TrainingBackend, topology: Topology): Promise<Network> {
  backend.activate();
  const model = await backend.layers
    .loadLayersModel(backend.core.io.fromMemory({ modelTopology: topology.json }))
    .catch((cause: unknown) => {
      throw new ModelError(
        `network: tfjs cannot build it: ${cause instanceof Error ? cause.message : String(cause)}. Export the model again.`,
        { cause },
      );
    });
  return createNetwork(backend, model);
}

/** Networks of models that come one after the other: those of one topology are built once. */
export interface NetworkCache {
  /** The network with the model's weights. */
  of(model: TrainedModel): Promise<Network>;
  dispose(): void;
}

/** Makes a cache of one network. */
export function networkCache(backend: TrainingBackend): NetworkCache {
  let current: { readonly topology: Topology; readonly network: Network } | undefined;
  return {
    async of(model) {
      if (current?.topology !== model.topology) {
        current?.network.dispose();
        current = { topology: model.topology, network: await loadNetwork(backend, model.topology) };
      }
      const { network } = current;
      const byName = new Map(model.weights.map(one => [one.name, one.data]));
      network.write(
        network.variables.map(({ name }) => {
          const data = byName.get(name);
          if (data === undefined) {
            throw new ModelError(`network: the model lacks the variable "${name}". Export the model again.`);
          }
          return data;
        }),
      );
      return network;
    },
    dispose() {
      current?.network.dispose();
      current = undefined;
    },
  };
}
