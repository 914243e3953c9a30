/** Bytes before the content: the count of readers, and room so that the content stays aligned. */
const HEADER_BYTES = 64;
const PAGE = 65_536;

/** Limits of {@link SharedSlots}. */
export interface SharedSlotLimits {
  /** Default 16. */
  readonly slots?: number;
  /** Default 128 MiB. */
  readonly bytes?: number;
}

/**
 * A ring of memory blocks that two threads see. The sender writes a value's bytes into a free slot once and sends the slot by
 * reference; whoever reads it, here or on a third thread, is counted in the slot itself, and the last one frees it.
 */
export class SharedSlots {
  readonly #slots: SharedArrayBuffer[] = [];
  readonly #most: number;
  readonly #mostBytes: number;
  #bytes = 0;
  #next = 0;

  constructor(limits: SharedSlotLimits = {}) {
    this.#most = limits.slots ?? 16;
    this.#mostBytes = limits.bytes ?? 128 * 1024 * 1024;
  }

  /** Slots that somebody reads. */
  get used(): number {
    return this.#slots.filter(slot => readers(slot) > 0).length;
  }

  /** A slot for `bytes` bytes with one reader; `undefined` when all are in use. */
  take(bytes: number): SharedArrayBuffer | undefined {
    const size = Math.ceil((bytes + HEADER_BYTES) / PAGE) * PAGE;
    for (let i = 0; i < this.#slots.length; i += 1) {
      const at = (this.#next + i) % this.#slots.length;
      const slot = this.#slots[at];
      if (slot?.byteLength !== size || readers(slot) > 0) continue;
      this.#next = at + 1;
      addReader(slot);
      return slot;
    }
    if (this.#slots.length >= this.#most || this.#bytes + size > this.#mostBytes) return this.#replace(size);
    return this.#add(size);
  }

  #add(size: number): SharedArrayBuffer {
    const slot = new SharedArrayBuffer(size);
    this.#slots.push(slot);
    this.#bytes += size;
    addReader(slot);
    return slot;
  }

  /** Gives up a free slot of another size: the pictures have changed theirs. */
  #replace(size: number): SharedArrayBuffer | undefined {
    const at = this.#slots.findIndex(slot => readers(slot) === 0);
    const old = this.#slots[at];
    if (old === undefined || this.#bytes - old.byteLength + size > this.#mostBytes) return undefined;
    this.#slots.splice(at, 1);
    this.#bytes -= old.byteLength;
    return this.#add(size);
  }
}

const known = new WeakSet<SharedArrayBuffer>();

/** The part of a slot that holds the value. */
export function slotContent(slot: SharedArrayBuffer, bytes: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(slot, HEADER_BYTES, bytes);
}

/** Whether a buffer is a slot that this thread reads: it can be sent on without a copy. */
export function isSlot(buffer: ArrayBufferLike): buffer is SharedArrayBuffer {
  return known.has(buffer as SharedArrayBuffer);
}

/** Counts a reader more: a value in the slot is sent on. */
export function addReader(slot: SharedArrayBuffer): void {
  Atomics.add(new Int32Array(slot, 0, 1), 0, 1);
}

/** A slot has arrived: its reader, counted by the sender, is on this thread now. */
export function enterSlot(slot: SharedArrayBuffer): void {
  known.add(slot);
}

/** A reader less; with the last the slot is free. */
export function leaveSlot(slot: SharedArrayBuffer): void {
  Atomics.sub(new Int32Array(slot, 0, 1), 0, 1);
}

function readers(slot: SharedArrayBuffer): number {
  return Atomics.load(new Int32Array(slot, 0, 1), 0);
}
