import type { Calculator, GraphConfig } from '../src/graph/index.ts';

/**
 * A graph file that was checked and expanded ahead of time: what `millrace compile` writes. Plain data but for the
 * calculators, so that a page needs neither the parser nor calculators that the graph does not use.
 */
export interface CompiledGraph {
  readonly millrace: 1;
  /** The config after the expansion of subgraphs. */
  readonly config: GraphConfig;
  /** The calculators that it names. Absent: they are found among the built-in ones, which are then loaded. */
  readonly calculators?: readonly Calculator[];
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
