import type { Calculator } from './calculator.ts';
import { MillraceError } from './errors.ts';

/**
 * The calculators a graph may name. Immutable: `with` makes a larger one. There is no global registry.
 */
export interface Registry {
  /** The calculator of a name, `undefined` if there is none. */
  get(name: string): Calculator | undefined;
  /** All names, sorted. */
  names(): readonly string[];
  /** A registry with more calculators. @throws MillraceError (ALREADY_EXISTS) when a name is taken. */
  with(calculators: Iterable<Calculator>): Registry;
  /** A registry in which these calculators take the place of those of the same names. */
  replacing(calculators: Iterable<Calculator>): Registry;
}

/**
 * Makes a registry.
 *
 * @example
 * const registry = createRegistry([...coreCalculators, doubler]);
 */
export function createRegistry(calculators: Iterable<Calculator>): Registry {
  const byName = new Map<string, Calculator>();
  for (const calculator of calculators) {
    if (byName.has(calculator.name)) {
      throw new MillraceError(
        'ALREADY_EXISTS',
        `registry: the calculator ${calculator.name} is registered twice. Rename one or use replacing().`,
      );
    }
    byName.set(calculator.name, calculator);
  }
  return {
    get: name => byName.get(name),
    names: () => [...byName.keys()].sort(),
    with: more => createRegistry([...byName.values(), ...more]),
    replacing: more => createRegistry(new Map([...byName, ...[...more].map(one => [one.name, one] as const)]).values()),
  };
}
