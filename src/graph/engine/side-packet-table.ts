import type { GraphPlan, PlanNode, PlanSidePort } from '../config/graph-plan.ts';
import { MillraceError, PacketTypeError } from '../errors.ts';
import type { Handle, HandleRegistry } from '../handle-registry.ts';
import { Packet } from '../packet.ts';
import { describeValue } from './describe-value.ts';
import type { GiveBack } from './give-back.ts';

/**
 * The side packets of one run: each is set once, by the caller of the run or by a node. What a node sets of a stream's values is
 * held until the run is over.
 */
export class SidePacketTable {
  readonly #plan: GraphPlan;
  readonly #values: unknown[];
  readonly #handles: HandleRegistry;
  readonly #arrived: (slot: number) => void;
  readonly #held: Handle[] = [];

  /** @param arrived - called for each side packet that a node sets. */
  constructor(plan: GraphPlan, handles: HandleRegistry, arrived: (slot: number) => void) {
    this.#plan = plan;
    this.#handles = handles;
    this.#values = plan.sidePackets.map(() => undefined);
    this.#arrived = arrived;
  }

  /**
   * Takes what the caller of a run gives. Names the graph does not know are ignored.
   *
   * @throws MillraceError (INVALID_ARGUMENT) when a required one is missing, PacketTypeError (UNKNOWN) when one
   * has the wrong type.
   */
  give(given: Readonly<Record<string, unknown>>): void {
    for (const [slot, side] of this.#plan.sidePackets.entries()) {
      if (side.producer >= 0) continue;
      const value = Object.hasOwn(given, side.name) ? given[side.name] : undefined;
      if (value === undefined) {
        if (!side.required) continue;
        throw new MillraceError(
          'INVALID_ARGUMENT',
          `side packet "${side.name}": is required but was not given. Pass sidePackets: {${side.name}: …} to run or start.`,
        );
      }
      this.#checkType(slot, value, 'UNKNOWN');
      this.#values[slot] = value;
    }
  }

  has(slot: number): boolean {
    return this.#values[slot] !== undefined;
  }

  get(slot: number): unknown {
    return this.#values[slot];
  }

  /** Sets one from a node. @throws MillraceError (ALREADY_EXISTS) the second time, (INVALID_ARGUMENT) for a packet, PacketTypeError. */
  set(slot: number, value: unknown, node: string): void {
    const name = this.#plan.sidePackets[slot]?.name ?? String(slot);
    if (value === undefined) {
      throw new TypeError(`side packet "${name}" of node "${node}": was set to undefined. Set null for "no value".`);
    }
    if (value instanceof Packet) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `side packet "${name}" of node "${node}": was set to a packet, which has a timestamp. Set the packet's value.`,
      );
    }
    if (this.has(slot)) {
      throw new MillraceError(
        'ALREADY_EXISTS',
        `side packet "${name}" of node "${node}": was already set. Set it once per run.`,
      );
    }
    this.#checkType(slot, value, 'INVALID_ARGUMENT');
    const handle = this.#handles.find(value);
    if (handle !== null) {
      handle.retain();
      this.#held.push(handle);
    }
    this.#values[slot] = value;
    this.#arrived(slot);
  }

  /** The run is over: lets go of what is held. */
  giveBack(by: GiveBack): void {
    for (const handle of this.#held.splice(0)) {
      by.by(() => {
        handle.release();
      });
    }
  }

  /** The values of a node's side packets in the order of its ports. */
  valuesOf(ports: readonly PlanSidePort[]): readonly unknown[] {
    return ports.map(port => this.#values[port.slot]);
  }

  /** How many side packets a node still waits for before it can open. */
  missingFor(node: PlanNode): number {
    return node.inputSidePackets.filter(
      port => !this.has(port.slot) && (this.#plan.sidePackets[port.slot]?.producer ?? -1) >= 0,
    ).length;
  }

  #checkType(slot: number, value: unknown, code: 'INVALID_ARGUMENT' | 'UNKNOWN'): void {
    const side = this.#plan.sidePackets[slot];
    if (side === undefined || side.type.is(value)) return;
    throw new PacketTypeError(
      `side packet "${side.name}": takes ${side.type.name} but was given ${describeValue(value)}. Give a value of the declared type.`,
      code,
    );
  }
}
