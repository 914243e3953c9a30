import type { GraphPlan } from '../config/graph-plan.ts';
import { MillraceError } from '../errors.ts';

/** Where what the caller names stands in a plan. Each look-up throws for a name that is not there, and lists those that are. */
export class PlanNames {
  readonly #plan: GraphPlan;

  constructor(plan: GraphPlan) {
    this.#plan = plan;
  }

  /** The place of an input stream among the graph's inputs. @throws MillraceError INTERNAL, as MediaPipe has it. */
  input(stream: string): number {
    const input = this.#plan.inputs.findIndex(one => one.name === stream);
    if (input < 0) {
      throw new MillraceError(
        'INTERNAL',
        `stream "${stream}": the graph has no input stream of that name. Its input streams: ${list(this.#plan.inputs) || 'none'}.`,
      );
    }
    return input;
  }

  /** The slot of a stream. @throws MillraceError NOT_FOUND. */
  stream(stream: string): number {
    const slot = this.#plan.streams.findIndex(one => one.name === stream);
    if (slot < 0) {
      throw new MillraceError(
        'NOT_FOUND',
        `stream "${stream}": the graph has no stream of that name. Its streams: ${list(this.#plan.streams)}.`,
      );
    }
    return slot;
  }

  /** The slot of a side packet. @throws MillraceError NOT_FOUND. */
  sidePacket(name: string): number {
    const slot = this.#plan.sidePackets.findIndex(one => one.name === name);
    if (slot < 0) {
      throw new MillraceError(
        'NOT_FOUND',
        `side packet "${name}": the graph has none of that name. Its side packets: ${list(this.#plan.sidePackets)}.`,
      );
    }
    return slot;
  }
}

function list(named: readonly { readonly name: string }[]): string {
  return named.map(({ name }) => name).join(', ');
}
