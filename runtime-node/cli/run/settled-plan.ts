import {
  GraphConfigError,
  type GraphLimits,
  type GraphPlan,
  planGraph,
  type Registry,
  toList,
} from '../../../src/graph/index.ts';
import { applySettingsAfter, applySettingsBefore, nodeNames, sortSettings } from '../apply-settings.ts';
import { openGraph } from '../open-graph.ts';
import { UsageError } from '../usage-error.ts';

/**
 * A graph file with the settings of the command line, checked.
 * @throws GraphConfigError for the graph's own mistakes, with their places; UsageError for those of the settings.
 */
export async function settledPlan(
  file: string,
  values: ReadonlyMap<string, string>,
  registry: Registry,
  limits: Partial<GraphLimits> = {},
): Promise<GraphPlan> {
  const settings = sortSettings(values);
  const { graph, subgraphs } = await openGraph(file, registry);
  const config = applySettingsBefore(graph.config, settings, registry);
  // Unchanged, the parsed graph is planned as it is: its issues have positions.
  const plan = planGraph(config === graph.config ? graph : config, { registry, subgraphs, limits });
  const nodes = toList(graph.config.node);
  const names = nodeNames(nodes);
  const served = new Set(names.filter((_, index) => registry.get(nodes[index]?.calculator ?? '') === undefined));
  const changed = applySettingsAfter(plan, settings, served);
  if (changed === plan.config) return plan;
  try {
    return planGraph(changed, { registry, limits });
  } catch (error) {
    // The file was valid before: the fault lies with a value of the command line.
    if (error instanceof GraphConfigError) throw new UsageError(`--set: ${error.message}`, { cause: error });
    throw error;
  }
}
