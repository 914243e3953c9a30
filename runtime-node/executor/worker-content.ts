import { builtinCalculators } from '../../src/calculators/index.ts';
import { type Calculator, MillraceError, type WorkerContent } from '../../src/graph/index.ts';
import { nodeServices } from '../node-services.ts';
import type { WorkerSettings } from './worker-settings.ts';

/** What a module for workers exports. */
interface WorkerModuleExports {
  readonly calculators?: Iterable<Calculator>;
  readonly services?: Readonly<Record<string, unknown>>;
}

/**
 * The built-in calculators and the services of Node, with what the modules add; a module's calculator takes the place of one
 * of the same name.
 *
 * @throws MillraceError when a module cannot be loaded or exports no calculators.
 */
export async function workerContent(settings: WorkerSettings): Promise<WorkerContent> {
  const calculators = new Map(builtinCalculators.map(one => [one.name, one]));
  const services: Record<string, unknown> = {};
  for (const url of settings.modules) {
    const loaded = (await import(url)) as WorkerModuleExports;
    if (loaded.calculators === undefined || typeof loaded.calculators[Symbol.iterator] !== 'function') {
      throw new MillraceError('INVALID_ARGUMENT', `${url}: exports no list "calculators". Export the calculators.`);
    }
    for (const calculator of loaded.calculators) calculators.set(calculator.name, calculator);
    Object.assign(services, loaded.services);
  }
  return { calculators: calculators.values(), services: nodeServices(settings.services, services) };
}
