import { definePacketType, defineService, type PacketType, type Service, type Tensor } from '../../../graph/index.ts';

/** A network that is run and never trained, as far as an embedding uses it. */
export interface FrozenNetwork {
  readonly name: string;
  readonly inputs: readonly { readonly shape: readonly (number | null)[]; readonly dtype: Tensor['dtype'] }[];
  run(tensors: readonly Tensor[]): readonly Tensor[] | Promise<readonly Tensor[]>;
  dispose(): void | Promise<void>;
}

/** Loads networks by path, URL or name. */
export interface FrozenNetworks {
  load(request: {
    readonly model: string;
    readonly engine: string;
    readonly threads: number;
    readonly log: (level: 'debug' | 'info' | 'warn', message: string) => void;
  }): Promise<FrozenNetwork>;
}

/** The inference service of the runtime, by its key: areas do not import each other, and this is all that is used of it. */
export const frozenNetworkService: Service<FrozenNetworks> = defineService<FrozenNetworks>({
  key: 'inference',
  description: 'Reads models and runs them on an inference engine',
});

/** The files of a model under the name that the runtime knows them by, so that `--side model=…` is read as a model. */
export const modelLocation: PacketType<string> = definePacketType({
  name: 'model_files',
  description: 'The path, URL or name of a model',
  is: (value): value is string => typeof value === 'string',
});
