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
    // The nodes to choose from, without streams: channel 0, 1, …
    contained_node: {
      type: ['object', 'array'],
      ...{ properties: nodeSchema['properties'], required: ['calculator'], additionalProperties: false },
      items: nodeSchema,
      minItems: 1,
    },
    // The channel until one is selected; or whether channel 1, not 0, is on until then.
    select: { type: 'integer', minimum: 0 },
    enable: { type: 'boolean' },
    // The inputs, as TAG:index, that give the selection its time. Default: all.
    tick_input_stream: { type: ['string', 'array'], items: { type: 'string' } },
    // Select at once, not in step with the other inputs.
    async_selection: { type: 'boolean' },
    // Hand packets over only when all inputs are settled at their time.
    synchronize_io: { type: 'boolean' },
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
  const { source } = node.origin;
  const faults = validate(copyPlain(node.options));
  for (const fault of faults) {
    const origin = { source, path: at(fault.path) };
    const unknown = fault.rule === 'unknown-field' ? ({ rule: 'unknown-option', part: 'key' } as const) : undefined;
    log.add({ rule: fault.rule, origin, where, message: fault.message, hint: fault.hint, ...unknown });
  }
  if (faults.length > 0) return undefined;
  // Its schema has just been checked.
  const options = node.options as ContainerOptions;
  // A side packet and a stream get on: the one selects the channel until the other does.
  for (const field of ['input_stream', 'input_side_packet'] as const) {
    const [first, second] = node.ports[field].filter(isSelection);
    if (first === undefined || second === undefined) continue;
    log.add({
      rule: 'two-selections',
      origin: second.origin,
      where,
      message: `Both ${first.tag} and ${second.tag} are connected.`,
      hint: 'Select the channel in one way.',
    });
    return undefined;
  }
  if (options.select !== undefined && options.enable !== undefined) {
    log.add({
      rule: 'two-selections',
      origin: { source, path: at('enable') },
      where,
      message: 'Both select and enable are given.',
      hint: 'Keep one.',
    });
    return undefined;
  }
  const contained = toList(options.contained_node);
  const config = containerGraph(node, options, contained);
  const first = toList(config.node).length - contained.length;
  const nodes = readNodes(config, source, log).map((one, i): DraftNode => {
    const path = at(Array.isArray(options.contained_node) ? `contained_node[${i - first}]` : 'contained_node');
    const origin = i < first ? node.origin : { source, path };
    // Its streams stand nowhere in the file.
    const ports = Object.fromEntries(
      PORT_FIELDS.map(field => [field, one.ports[field].map(entry => ({ ...entry, origin }))]),
    ) as unknown as Entries;
    return { ...one, package: node.package, origin, ports };
  });
  const border = readEntries(config, node.origin, where, log);
  return { border, nodes };
}

function containerGraph(node: DraftNode, options: ContainerOptions, contained: readonly NodeConfig[]): GraphConfig {
  const { ports } = node;
  const data = inChannels(ports.input_stream);
  const outputs = inChannels(ports.output_stream);
  const sides = inChannels(ports.input_side_packet);
  const sideOutputs = inChannels(ports.output_side_packet);
  const selection = ports.input_stream.find(isSelection);
  const sideSelection = ports.input_side_packet.filter(isSelection).map(formatEntry);
  const ticks = toList(options.tick_input_stream);
  const inTime = ticks.length === 0 ? data : data.filter(one => ticks.some(tick => isAt(one.entry, tick)));
  const timed = selection === undefined ? '' : `gate_${selection.tag.toLowerCase()}_timed`;
  const selecting = selection === undefined ? [] : [`${selection.tag}:${timed}`];
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
              input_stream: [`INPUT:${selection.name}`, ...inTime.map(({ entry }, i) => `TICK:${i}:${entry.name}`)],
              output_stream: `OUTPUT:${timed}`,
              ...(options.async_selection === true ? {} : IN_STEP),
            },
          ]),
      {
        calculator: 'SwitchDemuxCalculator',
        input_stream: [...selecting, ...data.map(outside)],
        output_stream: channels.flatMap(k => data.map(one => atSwitch(k, one))),
        input_side_packet: [...sideSelection, ...sides.map(outside)],
        output_side_packet: channels.flatMap(k => sides.map(one => atSwitch(k, one))),
        ...switched,
      },
      {
        calculator: 'SwitchMuxCalculator',
        input_stream: [...selecting, ...channels.flatMap(k => outputs.map(one => atSwitch(k, one)))],
        output_stream: outputs.map(outside),
        input_side_packet: [...sideSelection, ...channels.flatMap(k => sideOutputs.map(one => atSwitch(k, one)))],
        output_side_packet: sideOutputs.map(outside),
        ...switched,
      },
      ...contained.map((one, k) => ({
        ...one,
        name: names[k] ?? one.calculator,
        input_stream: data.map(entry => inside(k, entry)),
        output_stream: outputs.map(entry => inside(k, entry)),
        input_side_packet: sides.map(entry => inside(k, entry)),
        output_side_packet: sideOutputs.map(entry => inside(k, entry)),
      })),
    ],
  };
}

/** A port of the container, and what its stream is called in the channels. */
interface SwitchedEntry {
  readonly entry: Entry;
  readonly inner: string;
}

/** The ports that go to channels. A stream that is connected to several has a name for each: `frame`, `frame_2`, … */
function inChannels(entries: readonly Entry[]): readonly SwitchedEntry[] {
  const used = new Set<string>();
  return entries
    .filter(one => !isSelection(one))
    .map(entry => {
      let inner = entry.name;
      for (let suffix = 2; used.has(inner); suffix += 1) inner = `${entry.name}_${suffix}`;
      used.add(inner);
      return { entry, inner };
    });
}

const outside = ({ entry }: SwitchedEntry): string => formatEntry(entry);

const nameIn = (channel: number, name: string): string => `c${channel}__${name}`;

/** A port of the demux or mux: `C<k>__TAG`. */
function atSwitch(channel: number, { entry: { tag, index }, inner }: SwitchedEntry): string {
  return `C${channel}__${tag}:${index === 0 ? '' : `${index}:`}${nameIn(channel, inner)}`;
}

/** A port of the node in a channel. */
const inside = (channel: number, { entry, inner }: SwitchedEntry): string =>
  formatEntry({ ...entry, name: nameIn(channel, inner) });

const isAt = ({ tag, index }: Entry, place: string): boolean =>
  place === formatTagIndex(tag, index) || place === `${tag}:${index}` || (index === 0 && place === tag);

/** A selection waits for the other inputs at its time, unless it is asynchronous. */
const IN_STEP = { input_stream_handler: { input_stream_handler: 'DefaultInputStreamHandler' } };
