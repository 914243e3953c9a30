import { ModelError } from '../../graph/index.ts';
import type { InferenceEngine } from './inference-engine.ts';
import type { InferenceService, ModelRequest } from './inference-service.ts';
import type { ModelFiles } from './model-files.ts';
import { shareModels } from './share-models.ts';

/** What a runtime builds its inference service from. */
export interface InferenceServiceOptions {
  /** In order of preference: `auto` takes the first that reads the model's format and is not `explicitOnly`. */
  readonly engines: readonly InferenceEngine[];
  /** Reads a model by path, URL or name. @throws ModelError when it is missing, damaged or not allowed. */
  readonly readModel: (location: string, log: (message: string) => void) => Promise<ModelFiles>;
}

/**
 * Makes an inference service. The engine is a function of the request and of the model's format alone, so the same graph
 * runs on the same engine wherever it runs: an engine that cannot be loaded is an error, not a reason to try another.
 * A model that is asked for by location while it is in use is not loaded a second time: its users share it.
 *
 * @throws ModelError (from `load`) for an unknown engine, or one that does not read the model's format.
 */
export function createInferenceService(options: InferenceServiceOptions): InferenceService {
  const share = shareModels();
  const load = async ({ model, engine: wanted, threads, log }: ModelRequest) => {
    const files = typeof model === 'string' ? await options.readModel(model, message => log('info', message)) : model;
    const { engine, reason } = chooseEngine(options.engines, files, wanted);
    const loaded = await engine.load(files, { threads });
    log('info', `model ${files.name} (${files.format}): engine ${engine.name}, ${loaded.detail}; ${reason}`);
    return loaded;
  };
  return {
    load(request) {
      const { model, engine, threads } = request;
      if (typeof model !== 'string') return load(request);
      return share(JSON.stringify([model, engine, threads]), () => load(request));
    },
  };
}

function chooseEngine(
  engines: readonly InferenceEngine[],
  files: ModelFiles,
  wanted: string,
): { engine: InferenceEngine; reason: string } {
  const fitting = engines.filter(one => one.formats.includes(files.format));
  const names = fitting.map(one => one.name).join(', ');
  if (wanted === 'auto') {
    const engine = fitting.find(one => !one.explicitOnly);
    if (engine !== undefined) return { engine, reason: `auto takes it for ${files.format} files` };
    throw new ModelError(
      `model ${files.name}: no engine here picks up ${files.format} files by itself. ${names === '' ? 'Convert the model.' : `Ask for one by the engine option: ${names}.`}`,
    );
  }
  const engine = fitting.find(one => one.name === wanted);
  if (engine !== undefined) return { engine, reason: 'the graph asks for it' };
  const known = engines.some(one => one.name === wanted);
  throw new ModelError(
    `model ${files.name}: the engine ${wanted} ${known ? `does not read ${files.format} files` : 'does not exist here'}. ${names === '' ? 'No engine here reads this format: convert the model.' : `Engines for it: ${names}.`}`,
  );
}
