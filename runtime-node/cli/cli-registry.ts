import { builtinCalculators } from '../../src/calculators/index.ts';
import { createRegistry, type Registry } from '../../src/graph/index.ts';

/** The calculators that graphs on the command line may name. */
export function cliRegistry(): Registry {
  return createRegistry(builtinCalculators);
}
