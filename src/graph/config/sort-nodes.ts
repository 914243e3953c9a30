import type { IssueLog } from './issue-log.ts';
import { SmallestFirst } from './smallest-first.ts';
import type { ResolvedNode, Wire } from './wiring.ts';

/** What must come before what. */
export interface Dependencies {
  readonly streams: ReadonlyMap<string, Wire>;
  readonly sidePackets: ReadonlyMap<string, Wire>;
  /** By node: its inputs that are back edges. */
  readonly backEdges: readonly ReadonlySet<number>[];
}

/** The nodes in topological order (of several that are free the first in the file), back edges left out. */
export function sortNodes(nodes: readonly ResolvedNode[], wires: Dependencies, log: IssueLog): readonly number[] {
  const before = nodes.map((node, i) => predecessors(node, i, wires));
  const after = nodes.map((): number[] => []);
  for (const [i, ones] of before.entries()) for (const one of ones) after[one]?.push(i);
  const waits = before.map(ones => ones.size);
  const free = new SmallestFirst();
  for (const [i, count] of waits.entries()) if (count === 0) free.push(i);
  const order: number[] = [];
  const done = new Set<number>();
  let hasCycle = false;
  let first = 0;
  for (;;) {
    for (let next = free.pop(); next !== undefined; next = free.pop()) {
      order.push(next);
      done.add(next);
      for (const one of after[next] ?? []) {
        waits[one] = (waits[one] ?? 0) - 1;
        if (waits[one] === 0 && !done.has(one)) free.push(one);
      }
    }
    while (done.has(first)) first += 1;
    if (first >= nodes.length) break;
    // Every cycle is reported: the nodes of this one count as placed, and the others go on.
    hasCycle = true;
    const cycle = findCycle(first, before, done);
    reportCycle(nodes, cycle, log);
    for (const one of cycle) {
      done.add(one);
      free.push(one);
    }
  }
  if (hasCycle) return order;
  warnNeedless(nodes, wires, order, log);
  return order;
}

function predecessors({ draft }: ResolvedNode, index: number, wires: Dependencies): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [i, entry] of draft.ports.input_stream.entries()) {
    if (wires.backEdges[index]?.has(i) === true) continue;
    found.add(wires.streams.get(entry.name)?.node ?? -1);
  }
  for (const entry of draft.ports.input_side_packet) found.add(wires.sidePackets.get(entry.name)?.node ?? -1);
  found.delete(-1);
  return found;
}

/** From a node that waits, always to one it waits for: this must come round. */
function findCycle(
  start: number,
  before: readonly ReadonlySet<number>[],
  done: ReadonlySet<number>,
): readonly number[] {
  const path = [start];
  const places = new Map([[start, 0]]);
  for (;;) {
    const next = [...(before[path[path.length - 1] ?? start] ?? [])].find(one => !done.has(one));
    if (next === undefined) return path;
    const at = places.get(next);
    if (at !== undefined) return path.slice(at).reverse();
    places.set(next, path.length);
    path.push(next);
  }
}

function reportCycle(nodes: readonly ResolvedNode[], cycle: readonly number[], log: IssueLog): void {
  const all = cycle.map(i => `"${nodes[i]?.draft.name ?? ''}"`);
  const names = all.length > 24 ? [...all.slice(0, 23), `… ${all.length - 23} more …`] : all;
  const first = Math.min(...cycle);
  const hasStreams = cycle.some(i => (nodes[i]?.draft.ports.input_stream.length ?? 0) > 0);
  const node = nodes[first];
  if (node === undefined) return;
  log.add({
    rule: 'cycle',
    status: 'UNKNOWN',
    origin: node.draft.origin,
    where: `node "${node.draft.name}"`,
    message: `The nodes ${[...names, names[0] ?? ''].join(' -> ')} form a cycle.`,
    hint: hasStreams
      ? 'Mark the input that closes the loop: "input_stream_info: {tag_index: LOOP, back_edge: true}".'
      : 'A side packet is made before the run: give one of them from outside.',
  });
}

function warnNeedless(
  nodes: readonly ResolvedNode[],
  { streams, backEdges }: Dependencies,
  order: readonly number[],
  log: IssueLog,
): void {
  const rank = new Map(order.map((node, place) => [node, place]));
  for (const [index, { draft }] of nodes.entries()) {
    for (const i of backEdges[index] ?? []) {
      const entry = draft.ports.input_stream[i];
      const producer = streams.get(entry?.name ?? '')?.node ?? -1;
      if (entry === undefined || (producer >= 0 && (rank.get(producer) ?? 0) >= (rank.get(index) ?? 0))) continue;
      if (producer >= 0 && reaches(index, producer, nodes, streams)) continue;
      log.warn({
        rule: 'needless-back-edge',
        origin: entry.origin,
        where: `node "${draft.name}"`,
        message: `The stream "${entry.name}" closes no loop, but is marked as a back edge.`,
        hint: 'Remove its entry in input_stream_info.',
      });
    }
  }
}

/** Whether packets of a node can come to another, over all edges. */
function reaches(
  from: number,
  to: number,
  nodes: readonly ResolvedNode[],
  streams: ReadonlyMap<string, Wire>,
): boolean {
  const seen = new Set([to]);
  for (const at of seen) {
    if (at === from) return true;
    for (const entry of nodes[at]?.draft.ports.input_stream ?? []) {
      const producer = streams.get(entry.name)?.node ?? -1;
      if (producer >= 0) seen.add(producer);
    }
  }
  return false;
}
