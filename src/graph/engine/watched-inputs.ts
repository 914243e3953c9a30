import type { Packet } from '../packet.ts';
import type { Timestamp } from '../timestamp.ts';
import type { InputQueue } from './input-queue.ts';
import type { InputSlot } from './input-slot.ts';
import type { NodeSchedule } from './node-schedule.ts';
import { PlainInputs } from './plain-inputs.ts';
import { type ReadyCall, type Reception, TAKEN } from './ready-call.ts';
import type { RunWatch } from './run-watch.ts';
import type { ScheduledNode } from './scheduled-node.ts';

/** {@link PlainInputs} in a run that somebody watches: it is told of every call that is ready. */
export class WatchedInputs extends PlainInputs {
  private readonly watch: RunWatch;

  constructor(node: ScheduledNode, schedule: NodeSchedule, queues: readonly InputQueue[], watch: RunWatch) {
    super(node, schedule, queues);
    this.watch = watch;
  }

  override take(packet: Packet): boolean {
    const isTaken = super.take(packet);
    if (isTaken) this.noteReady();
    return isTaken;
  }

  override receive(packet: Packet, place: number, before: Timestamp): Reception {
    const reception = super.receive(packet, place, before);
    if (reception === TAKEN) this.noteReady();
    return reception;
  }

  protected override takeFirst(queue: InputQueue, slot: InputSlot): void {
    super.takeFirst(queue, slot);
    this.noteReady();
  }

  override run(): ReadyCall | null {
    try {
      return super.run();
    } finally {
      this.watch.delivered();
    }
  }

  private noteReady(): void {
    this.watch.ready(this.index, this.call.inputTimestamp, this.queues);
  }
}
