import { GraphConfigError, type GraphPlan, MillraceError, planGraph, type Registry } from '../../src/graph/index.ts';
import { type GraphFile, readGraphFile } from '../load-graph-file.ts';
import { UsageError } from './usage-error.ts';

/**
 * Reads a graph file that the command line names.
 * @throws GraphConfigError when a file is not well-formed; UsageError when it is missing or no graph file.
 */
export async function openGraph(file: string, registry: Registry): Promise<GraphFile> {
  try {
    return await readGraphFile(file, { registry });
  } catch (error) {
    if (error instanceof MillraceError && !(error instanceof GraphConfigError)) {
      throw new UsageError(error.message, { cause: error });
    }
    throw error;
  }
}

/** {@link openGraph}, checked. @throws GraphConfigError with every issue. */
export async function openPlan(file: string, registry: Registry): Promise<GraphPlan> {
  const { graph, subgraphs } = await openGraph(file, registry);
  return planGraph(graph, { registry, subgraphs });
}
