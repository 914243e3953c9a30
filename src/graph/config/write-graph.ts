import { stringify } from 'yaml';
import type { JsonSchema } from '../options/option.ts';
import type { Registry } from '../registry.ts';
import { mergeRecords, toList } from './canonical.ts';
import { fitGraph } from './fit-graph.ts';
import type { GraphConfig, NodeConfig, OneOrMany } from './graph-config.ts';
import { isRecord, type PlainRecord } from './plain-value.ts';
import { SWITCH_CONTAINER } from './switch-container.ts';

/**
 * A graph as the text of a file. Comments of a file it was read from are lost.
 *
 * In protocol buffer text format the options of a node stand under `[mediapipe.<Calculator>Options.ext]` (of the
 * generic calculator where a name is for one type of item), its
 * `node_options` under `[type.googleapis.com/mediapipe.<Calculator>Options]`, and those of handlers and executors under
 * the names of theirs; with a registry, options that are a choice are written as enum values, and in YAML options that may
 * be 0 or 1 for false or true in the other format are written in words.
 */
export function writeGraph(config: GraphConfig, format: 'yaml' | 'pbtxt', registry?: Registry): string {
  if (format === 'yaml') return stringify(fitGraph(config, registry), { lineWidth: 110 });
  return fields(graphFields(config, registry), 0);
}

/** An enum value: written without quotes. */
class Word {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function graphFields(config: GraphConfig, registry: Registry | undefined): PlainRecord {
  const { node, executor, graph_options, options, ...rest } = config;
  const optionsType = `${config.type ?? 'Graph'}Options`;
  return {
    ...rest,
    ...handlers(config),
    executor: toList(executor).map(({ options: own, ...one }) => ({
      ...one,
      ...(own === undefined ? {} : { options: extension(`${one.type ?? ''}Options`, own) }),
    })),
    node: toList(node).map(one => nodeFields(one, registry)),
    ...(options === undefined ? {} : { options: extension(optionsType, options) }),
    ...(graph_options === undefined
      ? {}
      : { graph_options: toList(graph_options).map(one => anyOf(`mediapipe.${optionsType}`, one)) }),
  };
}

function nodeFields(node: NodeConfig, registry: Registry | undefined): PlainRecord {
  const { options, node_options, ...rest } = node;
  const type = optionsTypeOf(node.calculator);
  const written = (record: PlainRecord): PlainRecord => writtenOptions(node.calculator, record, registry);
  // Of one type there may be only one.
  const later = new Map<string, PlainRecord>();
  for (const one of toList(node_options)) {
    const { '@type': url, ...own } = one;
    const name = typeof url === 'string' ? url.slice(url.lastIndexOf('/') + 1) : `mediapipe.${type}`;
    later.set(name, mergeRecords(later.get(name), own));
  }
  return {
    ...rest,
    ...handlers(node),
    ...(options === undefined ? {} : { options: extension(type, written(options)) }),
    ...(later.size === 0 ? {} : { node_options: [...later].map(([name, one]) => anyOf(name, written(one))) }),
  };
}

/** Calculators that share the options of another one in MediaPipe: those for one type of item, and the ends of a container. */
const SHARED_OPTIONS: readonly (readonly [names: RegExp, calculator: string])[] = [
  [/^Concatenate\w+(Vector|List)Calculator$/, 'ConcatenateVectorCalculator'],
  [/^Split\w+(Vector|List)Calculator$/, 'SplitVectorCalculator'],
  [/^Clip\w+VectorSizeCalculator$/, 'ClipVectorSizeCalculator'],
  [/^Get\w+VectorItemCalculator$/, 'GetVectorItemCalculator'],
  [/^\w+HasMinSizeCalculator$/, 'CollectionHasMinSizeCalculator'],
  [/^Switch(Demux|Mux)Calculator$/, SWITCH_CONTAINER],
];

/** The name of a calculator's options in MediaPipe. */
function optionsTypeOf(calculator: string): string {
  const shared = SHARED_OPTIONS.find(([names]) => names.test(calculator))?.[1];
  return `${shared ?? calculator}Options`;
}

/** Options with their choices as enum values; those of a container hold nodes. */
function writtenOptions(calculator: string, options: PlainRecord, registry: Registry | undefined): PlainRecord {
  if (calculator === SWITCH_CONTAINER) {
    const contained = toList(options['contained_node'] as OneOrMany<NodeConfig> | undefined);
    return { ...options, contained_node: contained.map(one => nodeFields(one, registry)) };
  }
  const known = registry?.get(calculator)?.options ?? {};
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, withWords(value, known[name]?.schema)]),
  );
}

function withWords(value: unknown, schema: JsonSchema | undefined): unknown {
  if (schema === undefined) return value;
  if (Array.isArray(value)) return value.map(one => withWords(one, schema.items));
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, withWords(one, schema.properties?.[name])]),
    );
  }
  return schema.enum !== undefined && typeof value === 'string' ? new Word(value) : value;
}

/** The handlers of a graph or node, with their options under the name of their type. */
function handlers(config: GraphConfig | NodeConfig): PlainRecord {
  const written = (['input_stream_handler', 'output_stream_handler'] as const).flatMap(field => {
    const handler = config[field];
    if (handler?.options === undefined) return [];
    return [[field, { ...handler, options: extension(`${handler[field] ?? ''}Options`, handler.options) }]];
  });
  return Object.fromEntries(written) as PlainRecord;
}

const extension = (name: string, value: PlainRecord): PlainRecord => ({ [`[mediapipe.${name}.ext]`]: value });
const anyOf = (name: string, value: PlainRecord): PlainRecord => ({ [`[type.googleapis.com/${name}]`]: value });

function fields(record: PlainRecord, depth: number): string {
  const indent = '  '.repeat(depth);
  return Object.entries(record)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map(one => field(indent, name, one, depth)))
    .join('');
}

function field(indent: string, name: string, value: unknown, depth: number): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Word) return `${indent}${name}: ${value.text}\n`;
  if (isRecord(value)) return `${indent}${name} {\n${fields(value, depth + 1)}${indent}}\n`;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return `${indent}${name}: ${Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'}\n`;
  }
  return `${indent}${name}: ${typeof value === 'string' ? quote(value) : JSON.stringify(value)}\n`;
}

/** In quotes, with escapes for what may not stand on a line, or would not be seen there. */
const quote = (text: string): string =>
  `"${text.replace(/[\\"\p{Cc}]/gu, one => SHORT[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;

const SHORT: Readonly<Record<string, string>> = {
  ...{ '"': '\\"', '\\': '\\\\' },
  ...{ '\n': '\\n', '\r': '\\r', '\t': '\\t' },
};
