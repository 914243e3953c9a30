import type { Packet } from '../packet.ts';
import { PlainInputs } from './plain-inputs.ts';
import type { ReadyCall } from './ready-call.ts';

/**
 * {@link PlainInputs} of a node whose calculator maps value to value: a packet that is taken past the queue needs no slot,
 * no shard and no context. What was queued goes the way of any call. For nodes with offset 0.
 */
export class MappedInput extends PlainInputs {
  /** The packet that was taken past the queue, with its reference; `null`: none waits, or it came by the queue. */
  private packet: Packet | null = null;

  /** Packets that were taken and given back without being mapped. */
  private lost = 0;

  override get mapped(): number {
    return this.passed - this.lost - (this.packet === null ? 0 : 1);
  }

  protected override fill(packet: Packet): void {
    this.packet = packet;
  }

  override run(): ReadyCall | null {
    const { packet, output } = this;
    if (packet === null || output === null) return super.run();
    this.packet = null;
    let sent: Packet | null;
    try {
      const value = this.behaviour.map(packet.value);
      sent = value === undefined ? null : output.packetOf(value, packet);
    } catch (error) {
      super.fill(packet);
      this.behaviour.threw(this.call, error);
      return null;
    }
    if (sent !== null) {
      const next = this.send(sent, output);
      if (sent !== packet && packet.handle !== null) packet.handle.release();
      return next;
    }
    super.fill(packet);
    this.call.clearSlots();
    return this.deliver();
  }

  override drop(): void {
    const { packet } = this;
    super.drop();
    if (packet === null) return;
    this.packet = null;
    this.lost += 1;
    packet.release();
  }
}
