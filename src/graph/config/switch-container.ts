import {
  type DraftNode,
  type Entries,
  type Entry,
  nodeNames,
  PORT_FIELDS,
  readEntries,
  readNodes,
  toList,
} from './canonical.ts';
import { joinPath, splitPath } from './config-path.ts';
import { nodeSchema } from './config-schema.ts';
import type { GraphConfig, NodeConfig, OneOrMany } from './graph-config.ts';
import type { IssueLog } from './issue-log.ts';
import { copyPlain } from './plain-value.ts';
import { formatEntry, formatTagIndex } from './port-entry.ts';
import { createValidator } from './validator.ts';

/** The name of the node that holds several nodes, of which one is in use at a time. MediaPipe: switch_container.cc. */
export const SWITCH_CONTAINER = 'SwitchContainer';

interface ContainerOptions {
  readonly contained_node?: OneOrMany<NodeConfig>;
  readonly select?: number;
  readonly enable?: boolean;
  readonly tick_input_stream?: OneOrMany<string>;
  readonly async_selection?: boolean;
  readonly synchronize_io?: boolean;
}

/** The options of a {@link SWITCH_CONTAINER}, as JSON Schema. */
export const switchContainerSchema = {
  type: 'object',
  properties: {
    contained_node: {
      type: ['object', 'array'],
      ...{ properties: nodeSchema['properties'], required: ['calculator'], additionalProperties: false },
      items: nodeSchema,
      minItems: 1,
      description: 'The nodes to choose from, without streams: channel 0, 1, …',
    },
    select: { type: 'integer', minimum: 0, description: 'The channel until one is selected' },
    enable: { type: 'boolean', description: 'Whether channel 1, not 0, is on until one is selected' },
    tick_input_stream: {
      type: ['string', 'array'],
      items: { type: 'string' },
      description: 'The inputs, as TAG:index, that give the selection its time. Default: all',
    },
    async_selection: { type: 'boolean', description: 'Select at once, not in step with the other inputs' },
    synchronize_io: {
      type: 'boolean',
      description: 'Hand packets over only when all inputs are settled at their time',
    },
  },
  required: ['contained_node'],
  additionalProperties: false,
} as const;

const validate = createValidator(switchContainerSchema, 'option');

/** What stands in a graph for a container: nodes whose streams are those of the container, or of their own. */
export interface ContainerBody {
  readonly border: Entries;
  readonly nodes: readonly DraftNode[];
}

const isSelection = ({ tag }: Entry): boolean => tag === 'SELECT' || tag === 'ENABLE';

/** The nodes that a container stands for, or nothing, and issues, when its options are wrong. */
export function readSwitchContainer(node: DraftNode, log: IssueLog): ContainerBody | undefined {
  const where = `node "${node.name}"`;
  const at = (path: string): string => splitPath(path).reduce<string>(joinPath, joinPath(node.origin.path, 'options'));
  const faults = validate(copyPlain(node.options));
  for (const fault of faults) {
    const origin = { source: node.origin.source, path: at(fault.path) };
    const unknown = fault.rule === 'unknown-field' ? ({ rule: 'unknown-option', part: 'key' } as const) : undefined;
    log.add({ rule: fault.rule, origin, where, message: fault.message, hint: fault.hint, ...unknown });
  }
  if (faults.length > 0) return undefined;
  // Its schema has just been checked.
  const options = node.options as ContainerOptions;
  const selections = [...node.ports.input_stream, ...node.ports.input_side_packet].filter(isSelection);
  if (selections.length > 1) {
    log.add({
      rule: 'two-selections',
      origin: selections[1]?.origin ?? node.origin,
      where,
      message: `Both ${selections.map(one => one.tag).join(' and ')} are connected.`,
      hint: 'Select the channel in one way.',
    });
    return undefined;
  }
  if (options.select !== undefined && options.enable !== undefined) {
    log.add({
      rule: 'two-selections',
      origin: { source: node.origin.source, path: at('enable') },
      where,
      message: 'Both select and enable are given.',
      hint: 'Keep one.',
    });
    return undefined;
  }
  const contained = toList(options.contained_node);
  const config = containerGraph(node, options, contained);
  const first = toList(config.node).length - contained.length;
  const nodes = readNodes(config, node.origin.source, log).map((one, i): DraftNode => {
    const path = at(Array.isArray(options.contained_node) ? `contained_node[${i - first}]` : 'contained_node');
    return { ...one, package: node.package, origin: i < first ? node.origin : { source: node.origin.source, path } };
  });
  const border = readEntries(config, node.origin, where, log);
  return { border, nodes };
}

function containerGraph(node: DraftNode, options: ContainerOptions, contained: readonly NodeConfig[]): GraphConfig {
  const { ports } = node;
  const data = ports.input_stream.filter(one => !isSelection(one));
  const sides = ports.input_side_packet.filter(one => !isSelection(one));
  const selection = ports.input_stream.find(isSelection);
  const sideSelection = ports.input_side_packet.filter(isSelection).map(formatEntry);
  const ticks = toList(options.tick_input_stream);
  const inTime = ticks.length === 0 ? data : data.filter(one => ticks.some(tick => isAt(one, tick)));
  const sequenced = selection === undefined ? [] : [`${selection.tag}:${SELECTION}`];
  const { contained_node: _, ...shared } = options;
  const channels = contained.map((_, k) => k);
  const names = nodeNames(contained);
  const switched = Object.keys(shared).length === 0 ? {} : { options: shared };
  return {
    ...Object.fromEntries(PORT_FIELDS.map(field => [field, ports[field].map(formatEntry)])),
    node: [
      ...(selection === undefined
        ? []
        : [
            {
              calculator: 'PacketSequencerCalculator',
              input_stream: [`INPUT:${selection.name}`, ...inTime.map((one, i) => `TICK:${i}:${one.name}`)],
              output_stream: `OUTPUT:${SELECTION}`,
              ...inputHandler(options.async_selection === true ? 'Immediate' : 'Default'),
            },
          ]),
      {
        calculator: 'SwitchDemuxCalculator',
        input_stream: [...sequenced, ...data.map(formatEntry)],
        output_stream: channels.flatMap(k => data.map(one => inChannel(k, one))),
        input_side_packet: [...sideSelection, ...sides.map(formatEntry)],
        output_side_packet: channels.flatMap(k => sides.map(one => inChannel(k, one))),
        ...switched,
      },
      {
        calculator: 'SwitchMuxCalculator',
        input_stream: [...sequenced, ...channels.flatMap(k => ports.output_stream.map(one => inChannel(k, one)))],
        output_stream: ports.output_stream.map(formatEntry),
        input_side_packet: [
          ...sideSelection,
          ...channels.flatMap(k => ports.output_side_packet.map(one => inChannel(k, one))),
        ],
        output_side_packet: ports.output_side_packet.map(formatEntry),
        ...switched,
      },
      ...contained.map((one, k) => ({
        ...one,
        name: names[k] ?? one.calculator,
        input_stream: data.map(entry => ofChannel(k, entry)),
        output_stream: ports.output_stream.map(entry => ofChannel(k, entry)),
        input_side_packet: sides.map(entry => ofChannel(k, entry)),
        output_side_packet: ports.output_side_packet.map(entry => ofChannel(k, entry)),
      })),
    ],
  };
}

/** The stream of the selection when it has got the time of the other inputs. */
const SELECTION = 'selection__';

const nameIn = (channel: number, name: string): string => `c${channel}__${name}`;

/** A port of the demux or mux: `C<k>__TAG`. */
function inChannel(channel: number, { tag, index, name }: Entry): string {
  return `C${channel}__${tag}:${index === 0 ? '' : `${index}:`}${nameIn(channel, name)}`;
}

/** A port of the node in a channel. */
const ofChannel = (channel: number, entry: Entry): string =>
  formatEntry({ ...entry, name: nameIn(channel, entry.name) });

const isAt = ({ tag, index }: Entry, place: string): boolean =>
  place === formatTagIndex(tag, index) || place === `${tag}:${index}` || (index === 0 && place === tag);

const inputHandler = (policy: 'Default' | 'Immediate') => ({
  input_stream_handler: { input_stream_handler: `${policy}InputStreamHandler` },
});
