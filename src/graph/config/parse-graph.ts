import type { ConfigIssue } from '../config-issue.ts';
import { GraphConfigError } from '../errors.ts';
import { characterFaults } from './character-faults.ts';
import { configSchema, nodeSchema } from './config-schema.ts';
import { fitGraph } from './fit-graph.ts';
import { fitValue } from './fit-value.ts';
import type { GraphConfig } from './graph-config.ts';
import { createGraphSource, type GraphFormat, type GraphSource, positionsIn, type SourceNode } from './graph-source.ts';
import { parsePbtxt } from './parse-pbtxt.ts';
import { parseYaml } from './parse-yaml.ts';
import { isRecord } from './plain-value.ts';
import { readShape } from './read-shape.ts';
import { lengthFault } from './text-limits.ts';

/** A graph file as data. Whether it makes sense is checked with a registry, by `checkGraph`. */
export interface ParsedGraph {
  /** Without the parts that have the wrong form. */
  readonly config: GraphConfig;
  /** Where its parts lie. */
  readonly source: GraphSource;
  /** Fields that are unknown or have the wrong form. `checkGraph` reports them too. */
  readonly issues: readonly ConfigIssue[];
}

/** What {@link parseGraph} is told about a text. */
export interface ParseOptions {
  /** The file's name for messages. Default `<graph>`. */
  readonly file?: string;
  /** Default: pbtxt for files named `.pbtxt` or `.textproto`, else yaml. */
  readonly format?: GraphFormat;
}

/**
 * Reads YAML by the rules of graph files, as plain values: for files that stand beside graphs.
 *
 * @throws GraphConfigError when the text is no YAML, or exceeds the limits of a graph file.
 */
export function parsePlainYaml(text: string, file: string): unknown {
  return parseText(text, file, parseYaml).value;
}

const NOWHERE: SourceNode = { start: 0, key: undefined, children: undefined };

function parseText(text: string, file: string, parse: typeof parseYaml): ReturnType<typeof parseYaml> {
  const tooLong = lengthFault(text);
  const unreadable = tooLong === undefined ? characterFaults(text) : [tooLong];
  const parsed = unreadable.length > 0 ? { value: undefined, tree: NOWHERE, faults: unreadable } : parse(text);
  const { faults } = parsed;
  const place = positionsIn(file, text);
  if (faults.length > 0) {
    throw new GraphConfigError(
      faults.map(({ offset, rule, status, message, hint }) => ({
        rule,
        status: status ?? 'INVALID_ARGUMENT',
        position: place(offset),
        path: '',
        where: 'graph',
        message,
        ...(hint === undefined ? {} : { hint }),
      })),
    );
  }
  return parsed;
}

/**
 * Reads a graph file: YAML 1.2, or MediaPipe's protocol buffer text format. Runs no code and opens nothing.
 *
 * @throws GraphConfigError when the text is not of its format, exceeds the limits of a graph file, or holds no graph.
 */
export function parseGraph(text: string, options: ParseOptions = {}): ParsedGraph {
  const file = options.file ?? '<graph>';
  const format = options.format ?? (/\.(pbtxt|textproto)$/.test(file) ? 'pbtxt' : 'yaml');
  const isPbtxt = format === 'pbtxt';
  const { value, tree } = parseText(text, file, isPbtxt ? parsePbtxt : parseYaml);
  const place = positionsIn(file, text);
  // A .pbtxt without fields is a record all the same.
  if (!isRecord(value) || (isPbtxt && Object.keys(value).length === 0)) {
    throw new GraphConfigError([
      {
        rule: 'no-graph',
        status: 'INVALID_ARGUMENT',
        position: place(0),
        path: '',
        where: 'graph',
        message:
          value === null || value === undefined || isRecord(value)
            ? 'The file is empty.'
            : 'The file holds no record of fields.',
        hint: 'A graph has at least "node:" with a list of nodes.',
      },
    ]);
  }
  const source = createGraphSource(file, format, text, tree);
  const shaped = readShape(isPbtxt ? fitValue(configSchema(nodeSchema), value, format) : value, source);
  return {
    config: isPbtxt ? fitGraph(shaped.config, undefined) : shaped.config,
    source: shaped.source ?? source,
    issues: shaped.issues,
  };
}
