import type { GraphPlan } from '../config/graph-plan.ts';
import type { NodeRuntime } from './node-runtime.ts';
import type { OutputStream } from './output-stream.ts';
import type { SidePacketTable } from './side-packet-table.ts';

/** What the nodes of a run wait for before they open: the headers of their inputs, but for back edges, and their side packets. */
export class RunOpening {
  readonly #plan: GraphPlan;
  readonly #nodes: readonly NodeRuntime[];
  readonly #streams: readonly OutputStream[];
  readonly #sidePackets: SidePacketTable;

  constructor(
    plan: GraphPlan,
    nodes: readonly NodeRuntime[],
    streams: readonly OutputStream[],
    sidePackets: SidePacketTable,
  ) {
    this.#plan = plan;
    this.#nodes = nodes;
    this.#streams = streams;
    this.#sidePackets = sidePackets;
  }

  /** Lets the nodes open that wait for nothing; the side packets of the caller are there. @param headers - by graph input. */
  begin(headers: Readonly<Record<string, unknown>>): void {
    for (const node of this.#nodes) {
      node.missing = this.#sidePackets.missingFor(node.plan) + node.queues.filter(queue => !queue.backEdge).length;
    }
    for (const input of this.#plan.inputs) {
      const stream = this.#streams[input.slot];
      if (stream === undefined) continue;
      stream.header = Object.hasOwn(headers, input.name) ? headers[input.name] : undefined;
      this.headerSent(stream);
    }
    for (const node of this.#nodes) node.openIfReady();
  }

  /** The header of a stream is known, or it is known that it has none. */
  headerSent(stream: OutputStream): void {
    for (const { node, input } of this.#plan.streams[stream.slot]?.consumers ?? []) {
      const runtime = this.#nodes[node];
      const queue = runtime?.queues[input];
      if (runtime === undefined || queue === undefined) continue;
      queue.header = stream.header;
      if (!queue.backEdge) runtime.arrived();
    }
  }

  sidePacketArrived(slot: number): void {
    for (const node of this.#nodes) {
      for (const port of node.plan.inputSidePackets) if (port.slot === slot) node.arrived();
    }
  }
}
