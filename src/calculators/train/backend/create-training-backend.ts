import { ModelError } from '../../../graph/index.ts';
import type { TfjsLayers, TrainingBackend, TrainingBackendName } from './training-backend.ts';

/** What a runtime has opened. */
export interface OpenedBackend {
  readonly name: TrainingBackendName;
  /** tfjs with the backend, which `activate` makes its current one. */
  readonly tfjs: Pick<TrainingBackend, 'core' | 'activate'>;
  readonly layers: TfjsLayers;
  /** The device that the tensors lie on, where that is no CPU. */
  readonly device?: { readonly lost: Promise<{ readonly message: string }> };
}

/** Makes a training backend of what a runtime has opened. */
export function createTrainingBackend({ name, tfjs, layers, device }: OpenedBackend): TrainingBackend {
  const common = { name, core: tfjs.core, layers, activate: () => tfjs.activate() };
  // The numbers apart from the tensor: the cpu backend gives out its own array.
  if (device === undefined) {
    return { ...common, read: tensors => tensors.map(one => new Float32Array(one.dataSync())) };
  }
  // Reading a buffer of a lost device may never end.
  const lost = device.lost.then(({ message }) => {
    const fact = message === '' ? '' : `: ${message}`;
    throw new ModelError(
      `training backend ${name}: the device was lost${fact}. Run the graph again, or resume it from its last checkpoint.`,
    );
  });
  lost.catch(() => undefined);
  return {
    ...common,
    read: tensors =>
      Promise.race([Promise.all(tensors.map(async one => new Float32Array(await one.data<'float32'>()))), lost]),
  };
}
