import { OptionsError } from '../errors.ts';
import { toList } from './canonical.ts';
import type { ParsedGraph } from './parse-graph.ts';
import { didYouMean, listNames, sentences } from './suggestion.ts';

/**
 * A graph file with other values of the options that it declares (`graph_options`).
 *
 * @throws OptionsError for an option that the graph does not have. What does not fit the nodes that use a value is found when
 * the graph is planned.
 */
export function setGraphOptions(graph: ParsedGraph, options: Readonly<Record<string, unknown>>): ParsedGraph {
  // Not even an empty record: a graph that is written down again would have one.
  if (Object.keys(options).length === 0) return graph;
  const { config, source } = graph;
  const known = Object.keys({ ...toList(config.graph_options)[0], ...config.options });
  const unknown = Object.keys(options).find(name => !known.includes(name));
  if (unknown === undefined) return { ...graph, config: { ...config, options: { ...config.options, ...options } } };
  const message = `${source.file}: the graph has no option "${unknown}".`;
  throw new OptionsError(sentences(message, didYouMean(unknown, known), listNames('Its options', known)) ?? message);
}
