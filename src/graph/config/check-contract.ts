import type { Calculator, ContractView } from '../calculator.ts';
import { ANY_TAG, type PortsShape, portOf } from '../port.ts';
import type { DraftNode, Entry, PORT_FIELDS } from './canonical.ts';
import { contractSides } from './contract-sides.ts';
import type { IssueLog } from './issue-log.ts';
import type { PlainRecord } from './plain-value.ts';
import { formatTagIndex } from './port-entry.ts';
import { didYouMean, listNames, sentences } from './suggestion.ts';

/** Compares what a node connects with what its calculator declares, and asks the contract's own check if the options are right. */
export function checkContract(
  node: DraftNode,
  calculator: Calculator,
  options: PlainRecord | undefined,
  log: IssueLog,
): void {
  const before = log.count;
  for (const { side, field, noun } of contractSides)
    checkSide(node, calculator.name, field, calculator[side], noun, log);
  if (log.count > before || options === undefined || node.isPartial === true) return;
  const view = contractView(node, options);
  for (const fault of calculator.check(view)) {
    const [status, message] = typeof fault === 'string' ? (['INTERNAL', fault] as const) : fault;
    log.add({ rule: 'contract', status, origin: node.origin, where: `node "${node.name}"`, message });
  }
}

/** What a contract's own rules see of a node. */
export function contractView(node: DraftNode, options: PlainRecord): ContractView {
  const tally = (entries: readonly Entry[]) => (tag: string) => entries.filter(entry => entry.tag === tag).length;
  const list = (entries: readonly Entry[]) => entries.map(entry => formatTagIndex(entry.tag, entry.index)).sort();
  return {
    options,
    inputs: tally(node.ports.input_stream),
    outputs: tally(node.ports.output_stream),
    sidePackets: tally(node.ports.input_side_packet),
    outputSidePackets: tally(node.ports.output_side_packet),
    ports: {
      inputs: list(node.ports.input_stream),
      outputs: list(node.ports.output_stream),
      sidePackets: list(node.ports.input_side_packet),
      outputSidePackets: list(node.ports.output_side_packet),
    },
  };
}

function checkSide(
  node: DraftNode,
  calculator: string,
  field: (typeof PORT_FIELDS)[number],
  shape: PortsShape,
  noun: string,
  log: IssueLog,
): void {
  const where = `node "${node.name}"`;
  const declared = Object.keys(shape);
  const named = (tag: string): string => (tag === '' ? `untagged ${noun}` : `${noun} ${tag}`);
  for (const entry of node.ports[field]) {
    const port = portOf(shape, entry.tag);
    if (port === undefined) {
      const untagged = entry.tag === '' ? `untagged ${noun}` : `${noun} "${entry.tag}"`;
      log.add({
        rule: 'undeclared-port',
        origin: entry.origin,
        where,
        message: `${calculator} has no ${untagged}.`,
        hint: sentences(
          entry.tag === '' ? undefined : didYouMean(entry.tag, declared),
          listNames(
            `Its ${noun}s`,
            declared.map(tag => (tag === '' ? 'untagged' : tag)),
          ),
        ),
      });
    } else if (port.arity !== 'repeated' && entry.index > 0) {
      log.add({
        rule: 'too-many-ports',
        origin: entry.origin,
        where,
        message: `${calculator} takes one ${named(entry.tag)}; ${formatTagIndex(entry.tag, entry.index)} is too many.`,
        hint: 'Remove it.',
      });
    }
  }
  if (node.isPartial === true) return;
  for (const [tag, port] of Object.entries(shape)) {
    const count = node.ports[field].filter(entry => entry.tag === tag).length;
    if (tag === ANY_TAG || count >= port.min) continue;
    const example = tag === '' ? 'name' : `${tag}:name`;
    log.add({
      rule: 'missing-port',
      origin: node.origin,
      where,
      message:
        port.min === 1
          ? `${calculator} needs the ${named(tag)} (${port.type.name}).`
          : `${calculator} needs at least ${port.min} of the ${named(tag)} (${port.type.name}); ${count} ${count === 1 ? 'is' : 'are'} connected.`,
      hint: `Add "${field}: ${example}".`,
    });
  }
}
