import { defineService, type Service } from '../../graph/index.ts';
import type { LoadedModel } from './inference-engine.ts';
import type { ModelFiles } from './model-files.ts';

/** What InferenceCalculator asks its runtime for. */
export interface ModelRequest {
  /** A path, URL or name that the runtime resolves by its own rules, or the files themselves. */
  readonly model: string | ModelFiles;
  /** The name of an engine, or `auto`. */
  readonly engine: string;
  /** Threads of one run. */
  readonly threads: number;
  /** Receives the choice of engine with its reason. */
  readonly log: (level: 'debug' | 'info' | 'warn', message: string) => void;
}

/** Reads models and picks engines, by the rules of one runtime. */
export interface InferenceService {
  /** Loads a model. The caller disposes it. @throws ModelError */
  load(request: ModelRequest): Promise<LoadedModel>;
}

/** The service that the runtime gives to calculators that run models. */
export const inferenceService: Service<InferenceService> = defineService<InferenceService>({
  key: 'inference',
  description: 'Reads models and runs them on an inference engine',
});
