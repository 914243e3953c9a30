import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { MillraceError } from '../../../graph/index.ts';
import type { TrainingBackend } from '../backend/training-backend.ts';
import { createNetwork } from './create-network.ts';
import { initialWeights } from './initial-weights.ts';
import { buildLayer } from './layer-builders.ts';
import type { Network } from './network.ts';
import { isLayerSpec, type LayerSpec, type NetworkSpec } from './network-spec.ts';

/** A network with the first values of its variables. */
export interface BuiltNetwork {
  readonly network: Network;
  /** In the order of its variables. */
  readonly initial: readonly Float32Array[];
}

/**
 * Builds a network from its specification. Layers are called `kind_place` unless they have a name, so that variables, files
 * and seeds do not depend on what else the process has built.
 *
 * @param inputShape - sizes of one example, where the specification has none.
 */
export function buildNetwork(
  backend: TrainingBackend,
  spec: NetworkSpec,
  inputShape: readonly number[],
  seed: number,
  where: string,
): BuiltNetwork {
  const shape = spec.input_shape ?? inputShape;
  if (spec.layers.length === 0 && (spec.heads ?? []).length === 0) {
    throw new MillraceError('INVALID_ARGUMENT', `${where}: the network has no layers. List them in model.layers.`);
  }
  backend.activate();
  const initializers = new Map<string, unknown>();
  const input = backend.layers.input({ shape: [...shape], name: 'x' });
  const stack = (from: SymbolicTensor, layers: readonly LayerSpec[], prefix: string, lastName?: string) =>
    layers.reduce<SymbolicTensor>((at, given, i) => {
      const own = isLayerSpec(given) ? given : { kind: 'none' };
      const fallback = i === layers.length - 1 && lastName !== undefined ? lastName : `${prefix}${own.kind}_${i}`;
      const name = typeof own['name'] === 'string' ? own['name'] : fallback;
      if (initializers.has(name)) {
        throw new MillraceError('INVALID_ARGUMENT', `${where}: two layers are called "${name}". Rename one.`);
      }
      initializers.set(name, own['initializer']);
      return buildLayer(backend.layers, given, name, where).apply(at) as SymbolicTensor;
    }, from);
  const heads = spec.heads ?? [];
  const trunk = stack(input, spec.layers, '', heads.length === 0 ? 'output' : undefined);
  const outputs =
    heads.length === 0 ? [trunk] : heads.map(head => stack(trunk, head.layers, `${head.name}_`, head.name));
  const model = backend.layers.model({ inputs: input, outputs, name: 'network' });
  const network = createNetwork(backend, model);
  const initial = network.variables.map(({ name, shape }) =>
    initialWeights({ name, shape, initializer: initializers.get(name.slice(0, name.indexOf('/'))), seed }),
  );
  network.write(initial);
  return { network, initial };
}
