import type { PlanNode } from '../config/graph-plan.ts';
import type { NodeRuntime } from './node-runtime.ts';
import type { SidePacketTable } from './side-packet-table.ts';

interface Made {
  readonly inputs: readonly unknown[];
  readonly outputs: readonly unknown[];
}

/**
 * What nodes without streams have made in earlier runs of a graph. It holds until their own side packets change: such a
 * node is not opened again.
 */
export class ConstantSidePackets {
  readonly #made = new Map<number, Made>();

  /** Sets in this run's table what the node made from the same side packets before. False: it must be opened. */
  resend(plan: PlanNode, table: SidePacketTable): boolean {
    const earlier = this.#made.get(plan.index);
    if (earlier === undefined) return false;
    const now = table.valuesOf(plan.inputSidePackets);
    if (now.some((value, i) => value !== earlier.inputs[i])) return false;
    for (const [i, port] of plan.outputSidePackets.entries()) {
      const value = earlier.outputs[i];
      if (value !== undefined) table.set(port.slot, value, plan.name);
    }
    return true;
  }

  /** A run is over: keeps what its nodes have made, but not of those that have taken it back in `close`. */
  keep(nodes: readonly NodeRuntime[], table: SidePacketTable): void {
    for (const { plan, state, behaviour } of nodes) {
      if (plan.inputs.length > 0 || plan.outputs.length > 0 || plan.outputSidePackets.length === 0) continue;
      if (behaviour.hasClose || (state !== 'closed' && state !== 'opened')) continue;
      const outputs = table.valuesOf(plan.outputSidePackets);
      if (outputs.every(value => value === undefined)) continue;
      this.#made.set(plan.index, { inputs: table.valuesOf(plan.inputSidePackets), outputs });
    }
  }
}
