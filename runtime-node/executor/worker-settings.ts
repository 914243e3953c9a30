import type { NodeServiceOptions } from '../node-services.ts';

/** What the worker program is told when it starts. Plain data. */
export interface WorkerSettings {
  /** URLs of the modules that bring calculators and services beside the built-in ones. */
  readonly modules: readonly string[];
  /** How the workers make the services of Node. */
  readonly services: NodeServiceOptions;
}
