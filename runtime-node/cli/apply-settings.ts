import {
  type GraphConfig,
  type GraphPlan,
  type JsonSchema,
  type NodeConfig,
  type Registry,
  toList,
} from '../../src/graph/index.ts';
import { didYouMean } from '../did-you-mean.ts';
import { parseJson, parseSetting } from './parse-setting.ts';
import { UsageError } from './usage-error.ts';

/** What `--set` asks for, by place. */
export interface Settings {
  /** Options of the graph itself, by name. */
  readonly graph: ReadonlyMap<string, string>;
  /** `node.option` of nodes, by their full name. */
  readonly nodes: ReadonlyMap<string, string>;
}

/** Sorts `NAME=VALUE` of `--set`: `.option` is of the graph, `node.option` of a node. @throws UsageError for others. */
export function sortSettings(values: ReadonlyMap<string, string>): Settings {
  const graph = new Map<string, string>();
  const nodes = new Map<string, string>();
  for (const [name, value] of values) {
    if (/^\.[^.]/.test(name)) graph.set(name.slice(1), value);
    else if (/^[^.]+\.[^.]/.test(name)) nodes.set(name, value);
    else
      throw new UsageError(
        `--set ${name}: is not NODE.OPTION. Write NODE.OPTION=VALUE, or .OPTION=VALUE for the graph's own.`,
      );
  }
  return { graph, nodes };
}

/**
 * A graph file's config with the settings that must be in place before subgraphs are expanded: the graph's own options,
 * and those of nodes that are subgraphs. Returns the same object when there are none.
 *
 * @throws UsageError for a graph option that the graph does not declare.
 */
export function applySettingsBefore(config: GraphConfig, settings: Settings, registry: Registry): GraphConfig {
  let result = config;
  if (settings.graph.size > 0) {
    const declared = toList(config.graph_options)[0] ?? {};
    const options: Record<string, unknown> = { ...config.options };
    for (const [name, text] of settings.graph) {
      const known = { ...declared, ...config.options };
      if (!Object.hasOwn(known, name)) {
        throw new UsageError(
          `--set .${name}: the graph has no option "${name}".${didYouMean(name, Object.keys(known))} ${listed('Its options', Object.keys(known))}`,
        );
      }
      options[name] = like(`--set .${name}`, known[name], text);
    }
    result = { ...result, options };
  }
  const nodes = toList(config.node);
  const names = nodeNames(nodes);
  const changed = nodes.map((node, index) => {
    const mine = [...settings.nodes].filter(([path]) => split(path)[0] === names[index]);
    if (registry.get(node.calculator) !== undefined || mine.length === 0) return node;
    const options: Record<string, unknown> = { ...node.options };
    for (const [path, text] of mine) options[split(path)[1]] = parseJson(text) ?? text;
    return { ...node, options };
  });
  return changed.some((node, index) => node !== nodes[index]) ? { ...result, node: changed } : result;
}

/**
 * A plan's expanded config with the settings of its nodes, typed by their options. Returns the plan's own when there are
 * none.
 *
 * @param subgraphs - names of nodes that {@link applySettingsBefore} has served.
 * @throws UsageError for an unknown node or option (with the nearest name), and for a value of the wrong type.
 */
export function applySettingsAfter(plan: GraphPlan, settings: Settings, subgraphs: ReadonlySet<string>): GraphConfig {
  const nodes = [...toList(plan.config.node)];
  let isChanged = false;
  for (const [path, text] of settings.nodes) {
    const [name, option] = split(path);
    if (subgraphs.has(name)) continue;
    const node = plan.nodes.find(one => one.name === name);
    if (node === undefined) {
      const names = plan.nodes.map(one => one.name);
      throw new UsageError(
        `--set ${path}: the graph has no node "${name}".${didYouMean(name, names)} ${listed('Its nodes', names)}`,
      );
    }
    const config = nodes[node.configIndex];
    if (config === undefined) continue;
    const value = parseSetting(
      `--set ${path}`,
      optionSchema(path, node.calculator.name, node.calculator.options, option),
      text,
    );
    nodes[node.configIndex] = { ...config, options: withPath(config.options ?? {}, option.split('.'), value) };
    isChanged = true;
  }
  return isChanged ? { ...plan.config, node: nodes } : plan.config;
}

/** The names of nodes before expansion: given, or the calculator's with `_1`, `_2` … where several share one. */
export function nodeNames(nodes: readonly NodeConfig[]): readonly string[] {
  const base = nodes.map(node => node.name ?? node.calculator);
  const seen = new Map<string, number>();
  return base.map(name => {
    if (base.filter(one => one === name).length === 1) return name;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return `${name}_${count}`;
  });
}

function split(path: string): [string, string] {
  const at = path.indexOf('.');
  return [path.slice(0, at), path.slice(at + 1)];
}

function optionSchema(
  path: string,
  calculator: string,
  options: Readonly<Record<string, { readonly schema: JsonSchema }>>,
  option: string,
): JsonSchema {
  const [first = '', ...rest] = option.split('.');
  let known: readonly string[] = Object.keys(options);
  let schema = options[first]?.schema;
  let part = first;
  for (const next of rest) {
    if (schema === undefined) break;
    known = Object.keys(schema.properties ?? {});
    schema = schema.properties?.[next];
    part = next;
  }
  if (schema !== undefined) return schema;
  throw new UsageError(
    `--set ${path}: ${calculator} has no option "${part}".${didYouMean(part, known)} ${listed('Its options', known)}`,
  );
}

function withPath(
  options: Readonly<Record<string, unknown>>,
  path: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const [first = '', ...rest] = path;
  if (rest.length === 0) return { ...options, [first]: value };
  const inner = options[first];
  const record = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? { ...inner } : {};
  return { ...options, [first]: withPath(record, rest, value) };
}

/** Reads text as a value of the same type as the one it replaces. */
function like(where: string, present: unknown, text: string): unknown {
  const type = typeof present;
  if (type === 'boolean' || type === 'number' || type === 'string') return parseSetting(where, { type }, text);
  return parseJson(text) ?? text;
}

function listed(title: string, names: readonly string[]): string {
  return names.length === 0 ? `${title}: none.` : `${title}: ${names.join(', ')}.`;
}
