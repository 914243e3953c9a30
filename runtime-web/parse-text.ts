// Loaded when a graph comes as text: the parser is as large as the engine.
import { planGraph } from '../src/graph/config/check-graph.ts';
import type { GraphConfig } from '../src/graph/config/graph-config.ts';
import { parseGraph } from '../src/graph/config/parse-graph.ts';
import { setGraphOptions } from '../src/graph/config/set-graph-options.ts';
import type { Registry } from '../src/graph/registry.ts';

/** How {@link parseText} reads. */
export interface ParseTextOptions {
  /** The text's name in messages. */
  readonly file: string;
  /** The texts of the graphs that its nodes name. */
  readonly subgraphs: readonly string[];
  readonly registry: Registry;
  /** Other values of options that the graph declares. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Reads, checks and expands a graph text. @throws GraphConfigError with every mistake and its line; OptionsError. */
export function parseText(text: string, { file, subgraphs, registry, options }: ParseTextOptions): GraphConfig {
  const parsed = setGraphOptions(parseGraph(text, { file }), options);
  const others = subgraphs.map((one, index) => parseGraph(one, { file: `${file} (subgraph ${index + 1})` }));
  return planGraph(parsed, { registry, subgraphs: others }).config;
}
