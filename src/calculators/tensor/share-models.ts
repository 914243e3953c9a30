import type { LoadedModel } from './inference-engine.ts';

/** Loads a model, or gives the one that was loaded under the same key and is in use. */
export type ModelShare = (key: string, load: () => Promise<LoadedModel>) => Promise<LoadedModel>;

interface Shared {
  readonly model: Promise<LoadedModel>;
  users: number;
  runs: number;
  warmedUp?: Promise<void>;
}

/**
 * Lets those who ask for the same model have one: its weights lie in memory once, and it is warmed up once. Each gets an object of their own and
 * disposes that; the model goes with the last of them. A load that fails fails for all who wait for it, and is tried again
 * by the next.
 */
export function shareModels(): ModelShare {
  const all = new Map<string, Shared>();
  return async (key, load) => {
    const shared = all.get(key) ?? { model: load(), users: 0, runs: 0 };
    all.set(key, shared);
    shared.users += 1;
    const leave = (): boolean => {
      shared.users -= 1;
      if (shared.users > 0) return false;
      if (all.get(key) === shared) all.delete(key);
      return true;
    };
    let model: LoadedModel;
    try {
      model = await shared.model;
    } catch (error) {
      leave();
      throw error;
    }
    let disposed = false;
    const { warmUp } = model;
    return {
      ...model,
      get runsSoFar() {
        return shared.runs;
      },
      run(tensors) {
        shared.runs += 1;
        return model.run(tensors);
      },
      ...(warmUp === undefined ? {} : { warmUp: zeros => (shared.warmedUp ??= warmUp(zeros)) }),
      dispose() {
        if (disposed) return undefined;
        disposed = true;
        return leave() ? model.dispose() : undefined;
      },
    };
  };
}
