import type { Calculator, CompiledOptions, GraphConfig } from '../src/graph/index.ts';

/**
 * A graph file that was checked and expanded ahead of time: what `millrace compile` writes. A page needs neither the parser
 * for it nor calculators that the graph does not use.
 */
export interface CompiledGraph {
  readonly millrace: 1;
  /** The config after the expansion of subgraphs. */
  readonly config: GraphConfig;
  /** The calculators that it names. Absent: they are found among the built-in ones, which are then loaded. */
  readonly calculators?: readonly Calculator[];
  /** Checks of the options of those calculators, by name. Absent: their schemas are walked over. */
  readonly options?: Readonly<Record<string, CompiledOptions>>;
}

/** Whether a value is a {@link CompiledGraph}. */
export function isCompiledGraph(value: unknown): value is CompiledGraph {
  return (
    typeof value === 'object' &&
    value !== null &&
    'millrace' in value &&
    value.millrace === 1 &&
    'config' in value &&
    typeof value.config === 'object' &&
    value.config !== null
  );
}
