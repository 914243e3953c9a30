import { builtinCalculators } from '../../../src/calculators/index.ts';
import { compareEntries, parseEntry, parseTagIndex } from '../../../src/graph/config/port-entry.ts';
import { InputQueue } from '../../../src/graph/engine/input-queue.ts';
import { InputSlot } from '../../../src/graph/engine/input-slot.ts';
import { outputBoundAfter } from '../../../src/graph/engine/output-bound.ts';
import { checkGraph, createRegistry, Packet, Timestamp, text } from '../../../src/graph/index.ts';
import { caseTimestamp, matches } from './case-values.ts';
import { fail, list } from './check-final.ts';
import type { GraphCase, Step } from './graph-case.ts';

/** Runs a case without a graph. @throws Error with the first difference. */
export function runUnitCase(given: GraphCase): void {
  const run = kinds[given.kind ?? ''];
  if (run === undefined) throw new Error(`the kind ${given.kind} is unknown`);
  run(given.steps);
}

const kinds: Readonly<Record<string, (steps: readonly Step[]) => void>> = {
  timestamp: steps => {
    for (const step of steps) checkTimestamp(step);
  },
  tag: steps => {
    for (const { tag, valid } of steps) {
      const read = parseTagIndex(String(tag));
      equal(`tag ${JSON.stringify(tag)}`, read !== undefined && read.tag === tag && tag !== '', valid);
    }
  },
  name: steps => {
    for (const { name, valid } of steps) {
      const read = parseEntry(String(name), 0);
      equal(`name ${JSON.stringify(name)}`, read?.tag === '' && read.name === name, valid);
    }
  },
  tag_index_name: steps => {
    for (const step of steps) checkEntry(step, text => parseEntry(text, -1));
  },
  tag_index: steps => {
    for (const step of steps) checkEntry(step, parseTagIndex);
  },
  tag_map: steps => {
    for (const step of steps) checkTagMap(step);
  },
  input_stream: checkInputStream,
  output_stream: checkOutputStream,
};

function equal(what: string, actual: unknown, expected: unknown): void {
  if (!matches(actual, expected)) fail(what, actual, expected);
}

/** Calls and returns the message of what was thrown. */
function messageOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function checkTimestamp(step: Step): void {
  const { value, fatal, ts, us } = step;
  const expr = step['expr'] === undefined ? undefined : JSON.stringify(step['expr']).slice(1, -1);
  if (fatal === true) {
    if (messageOf(() => evaluate(expr ?? '')) === undefined) fail(expr ?? '', 'a value', 'an error');
  } else if (expr !== undefined) equal(expr, evaluate(expr), value);
  else if (us !== undefined) {
    if ('from_seconds' in step) equal('seconds', Timestamp.fromSeconds(Number(step['from_seconds'])), us);
    if ('from_milliseconds' in step) equal('ms', Timestamp.fromSeconds(Number(step['from_milliseconds']) / 1000), us);
    if ('from_microseconds' in step) equal('us', Timestamp.from(Number(step['from_microseconds'])), us);
  } else {
    const time = caseTimestamp(ts);
    const actual: Readonly<Record<string, unknown>> = {
      is_special: Timestamp.isSpecial(time),
      is_range: Timestamp.isRange(time),
      is_allowed_in_stream: Timestamp.isAllowedInStream(time),
      next_allowed_in_stream: Timestamp.next(time),
      has_next_allowed_in_stream: Timestamp.hasNext(time),
      previous_allowed_in_stream: Timestamp.previous(time),
      // MediaPipe's words for the same names.
      debug_string: Timestamp.format(time).replace(/^Timestamp\.(.*)$/, 'Timestamp::$1()'),
    };
    for (const [name, expected] of Object.entries(step)) {
      if (name !== 'ts') equal(`${name} of ${String(ts)}`, actual[name], expected);
    }
  }
}

/** `(Max-100)+99`, `PostStream+0`, `FromSeconds(1.0e13)`. */
function evaluate(expression: string): number {
  const [, seconds] = /^FromSeconds\((.+)\)$/.exec(expression) ?? [];
  if (seconds !== undefined) return Timestamp.fromSeconds(Number(seconds));
  const [, inner = '', plain = '', offset = '0'] = /^(?:\((.+)\)|(\w+))([+-]\d+)$/.exec(expression) ?? [];
  const isNumber = /^\d+$/.test(plain);
  const base = inner !== '' ? evaluate(inner) : isNumber ? Number(plain) : caseTimestamp(plain);
  return Timestamp.add(base, Number(offset));
}

/** One text that is read into its parts, or refused. */
function checkEntry(step: Step, read: (text: string) => object | undefined): void {
  const { valid, error, ...rest } = step;
  const known = new Set(['tag', 'index', 'name']);
  const [key = '', given] = Object.entries(rest).find(([one]) => !known.has(one)) ?? [];
  const parts: Readonly<Record<string, unknown>> = { ...read(String(given)) };
  const refused = error !== undefined || valid === false;
  equal(`${key} ${JSON.stringify(given)} is valid`, Object.keys(parts).length > 0, !refused);
  for (const part of known) {
    if (!refused && part in rest) equal(`${part} of ${JSON.stringify(given)}`, parts[part], rest[part]);
  }
}

/** The rules that are about the entries of one list alone. */
const ENTRY_RULES = new Set(['malformed-entry', 'duplicate-index', 'index-gap']);

function checkTagMap({ entries, tags, names_in_id_order: names, error }: Step): void {
  let position = 0;
  const read = list(entries).map(entry => {
    const port = parseEntry(String(entry), position);
    if (port?.tag === '') position += 1;
    return port;
  });
  const ports = read.filter(port => port !== undefined).sort(compareEntries);
  if (error !== undefined) {
    const node = { calculator: 'PassThroughCalculator', input_stream: list(entries).map(String) };
    const { issues } = checkGraph({ node }, { registry: createRegistry(builtinCalculators) });
    if (!issues.some(issue => ENTRY_RULES.has(issue.rule))) fail(JSON.stringify(entries), 'ok', error);
    return;
  }
  equal('tags', [...new Set(ports.map(port => port.tag))], tags);
  equal(
    'names',
    ports.map(port => port.name),
    names,
  );
}

function checkInputStream(steps: readonly Step[]): void {
  let error: string | undefined;
  const isText = steps.some(step => step['stream_type'] === 'string');
  const queue = new InputQueue(
    { stream: 'in', streamSlot: 0, reader: 'the case', type: isText ? text : null, backEdge: false, maxSize: Infinity },
    {
      inputChanged: () => undefined,
      packetsAdded: () => undefined,
      inputFailed: problem => {
        error ??= problem.message;
      },
    },
    { queueFullChanged: () => undefined },
  );
  for (const { add_packets, set_bound, pop_at, dropped, error_about } of steps) {
    error = undefined;
    const before = queue.dropped;
    if (add_packets !== undefined) {
      const packets = list(add_packets).map(entry => {
        const [time, value] = list(entry);
        return new Packet(caseTimestamp(time), value);
      });
      // What may not be in a stream at all is refused where it is sent.
      const wrong = packets.find(packet => !Timestamp.isAllowedInStream(packet.timestamp));
      if (wrong !== undefined) error = Timestamp.format(wrong.timestamp);
      else queue.add(packets);
    }
    if (set_bound !== undefined) queue.setBound(caseTimestamp(set_bound));
    if (pop_at !== undefined) queue.popAt(caseTimestamp(pop_at), new InputSlot(queue));
    if (dropped !== undefined) equal('dropped', queue.dropped - before, dropped);
    if (error_about === undefined) {
      if (error !== undefined) fail('step', error, 'ok');
    } else if (error === undefined) fail('step', 'ok', error_about);
    else {
      const numbers = JSON.stringify(error_about).match(/\d+/g) ?? [];
      if (!numbers.every(number => error?.includes(number))) fail('message', error, error_about);
    }
  }
}

function checkOutputStream(steps: readonly Step[]): void {
  let offset: number | null = null;
  let explicitBound: number = Timestamp.Unset;
  let lastPacket: number = Timestamp.Unset;
  for (const step of steps) {
    if (step['offset'] !== undefined) offset = Number(step['offset']);
    if (step['add'] !== undefined) lastPacket = caseTimestamp(step['add']);
    if (step['set_bound'] !== undefined) explicitBound = caseTimestamp(step['set_bound']);
    if (step['bound'] === undefined) continue;
    const change = { bound: Timestamp.Unset, explicitBound, lastPacket };
    const bound = outputBoundAfter(change, caseTimestamp(step['input_ts']), offset);
    equal(JSON.stringify(step), step['close'] === true ? Timestamp.Done : bound, step['bound']);
  }
}
