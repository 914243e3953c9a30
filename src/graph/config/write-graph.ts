import { stringify } from 'yaml';
import type { Registry } from '../registry.ts';
import { toList } from './canonical.ts';
import type { GraphConfig } from './graph-config.ts';
import { isRecord, type PlainRecord } from './plain-value.ts';

/**
 * A graph as the text of a file. Comments of a file it was read from are lost.
 *
 * In protocol buffer text format the options of a node stand under `[mediapipe.<Calculator>Options.ext]`; with a
 * registry, options that are a choice are written as enum values.
 */
export function writeGraph(config: GraphConfig, format: 'yaml' | 'pbtxt', registry?: Registry): string {
  if (format === 'yaml') return stringify(config, { lineWidth: 110 });
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
  const { node, graph_options, options, ...rest } = config;
  return {
    ...rest,
    node: toList(node).map(one => ({ ...one, ...nodeOptions(one, registry) })),
    ...(options === undefined ? {} : { options: extension(`${config.type ?? 'Graph'}Options`, options) }),
    ...(graph_options === undefined
      ? {}
      : { graph_options: toList(graph_options).map(one => anyOf(`${config.type ?? 'Graph'}Options`, one)) }),
  };
}

function nodeOptions(
  node: { readonly calculator: string; readonly options?: PlainRecord },
  registry: Registry | undefined,
): PlainRecord {
  if (node.options === undefined) return {};
  const known = registry?.get(node.calculator)?.options ?? {};
  const written = Object.entries(node.options).map(([name, value]) => {
    const isChoice = known[name]?.schema.enum !== undefined && typeof value === 'string';
    return [name, isChoice ? new Word(value) : value];
  });
  return { options: extension(`${node.calculator}Options`, Object.fromEntries(written) as PlainRecord) };
}

const extension = (name: string, value: PlainRecord): PlainRecord => ({ [`[mediapipe.${name}.ext]`]: value });
const anyOf = (name: string, value: PlainRecord): PlainRecord => ({
  [`[type.googleapis.com/mediapipe.${name}]`]: value,
});

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

/** In quotes, with escapes for what may not stand on a line. */
const quote = (text: string): string =>
  `"${text.replace(/[\\"]/g, String.raw`\$&`).replace(/\n/g, String.raw`\n`).replace(/\r/g, String.raw`\r`).replace(/\t/g, String.raw`\t`)}"`;
