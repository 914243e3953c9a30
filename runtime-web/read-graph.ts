import { flowLimiterCalculator } from '../src/calculators/core/flow-limiter.ts';
import {
  type Calculator,
  createRegistry,
  type GraphConfig,
  type GraphPlan,
  OptionsError,
  type Registry,
  useCompiledOptions,
} from '../src/graph/index.ts';
import { type CompiledGraph, isCompiledGraph } from './compiled-graph.ts';
import { videoFrameToImageCalculator } from './frames/video-frame-to-image.ts';

/** A graph as a page may give it: compiled, planned, or the text of a graph file (YAML or pbtxt). */
export type GraphInput = CompiledGraph | GraphPlan | string;

/** What names in the graph stand for. */
export interface ReadGraphOptions {
  /** Calculators beside those of the graph and the built-in ones; of the same name, they take their place. */
  readonly calculators?: readonly Calculator[] | undefined;
  /** For text: the texts of the graphs that its nodes name. */
  readonly subgraphs?: readonly string[] | undefined;
  /** For text: its name in messages. Default `<graph>`. */
  readonly file?: string | undefined;
  /** For text: other values of options that the graph declares. */
  readonly graphOptions?: Readonly<Record<string, unknown>> | undefined;
}

/** A graph with the calculators to run it: those that it names, and those that the page puts around it. */
export interface ReadGraph {
  readonly config: GraphConfig;
  readonly registry: Registry;
}

/** Reads a graph. Parser and built-in calculators are loaded when they are needed. @throws GraphConfigError, OptionsError */
export async function readGraph(graph: GraphInput, options: ReadGraphOptions): Promise<ReadGraph> {
  const registry = (calculators: readonly Calculator[]) =>
    createRegistry(calculators).replacing([
      videoFrameToImageCalculator,
      flowLimiterCalculator,
      ...(options.calculators ?? []),
    ]);
  if (typeof graph === 'string') {
    const [{ parseText }, builtin] = await Promise.all([import('./parse-text.ts'), builtinCalculators()]);
    const { file = '<graph>', subgraphs = [], graphOptions = {} } = options;
    const known = registry(builtin);
    return { config: parseText(graph, { file, subgraphs, registry: known, options: graphOptions }), registry: known };
  }
  if (options.graphOptions !== undefined) {
    throw new OptionsError(
      'graphOptions: the options of a graph that was compiled or planned are settled. Compile it with --set .NAME=VALUE, or give its text.',
    );
  }
  if (!isCompiledGraph(graph)) {
    return { config: graph.config, registry: registry([...new Set(graph.nodes.map(node => node.calculator))]) };
  }
  const calculators = graph.calculators ?? (await builtinCalculators());
  for (const { name, options: shape } of calculators) {
    const compiled = graph.options?.[name];
    if (compiled !== undefined) useCompiledOptions(shape, compiled);
  }
  return { config: graph.config, registry: registry(calculators) };
}

async function builtinCalculators(): Promise<readonly Calculator[]> {
  return (await import('../src/calculators/index.ts')).builtinCalculators;
}
