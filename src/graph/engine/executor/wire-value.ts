import type { Handle, HandleRegistry } from '../../handle-registry.ts';
import type { PacketType } from '../../packet-type.ts';
import type { BufferStore } from './buffer-store.ts';
import type { Transfers } from './executor-port.ts';
import { addReader, enterSlot, isSlot, leaveSlot, type SharedSlots, slotContent } from './shared-slots.ts';

/** A value on its way between threads, and what its last reader gives back; `null` for values that nobody counts. */
export type WireValue = readonly [value: unknown, memory: WireMemory | null];

/** The memory that came with a releasable value. */
export interface WireMemory {
  /** Go into the receiver's store. */
  readonly buffers: readonly ArrayBuffer[];
  /** Lose a reader. */
  readonly slots: readonly SharedArrayBuffer[];
}

/** Why a value cannot leave its thread: `a function at "on.done"`. */
export class NotMovable extends Error {}

/** Below this, copying costs less than moving. */
const SMALL_BYTES = 16_384;
const DEEPEST = 32;

/** What structured clone copies as it is; of every other class only the fields would arrive. */
const CLONEABLE = new Set(
  'Date RegExp Map Set ArrayBuffer SharedArrayBuffer Boolean Number String BigInt Error Blob File ImageData CryptoKey'.split(
    ' ',
  ),
);
/** What a page's media are made of: copies share the pixels, and a sole owner hands the thing itself on. */
const MEDIA = new Set(['VideoFrame', 'AudioData', 'ImageBitmap']);

interface Holder {
  /** Has its buffers from a pool, to which it gives them back itself. */
  readonly isPooled: boolean;
  /** Is the value itself, not a part of it. */
  readonly isWhole: boolean;
  /** Nobody else reads it. */
  readonly isSole: boolean;
}

/** Packs the values of one message: decides which buffers are moved, copied or shared, and gathers what goes along. */
export class ValuePacker {
  readonly #handles: HandleRegistry | undefined;
  readonly #store: BufferStore | undefined;
  readonly #slots: SharedSlots | undefined;
  readonly #transfers = new Set<object>();
  #buffers: ArrayBuffer[] = [];
  #taken: SharedArrayBuffer[] = [];
  #owned = false;
  /** Bytes of all buffers packed. */
  bytes = 0;
  /** Whether the last value was moved, not copied: it is of no use here any more. */
  moved = false;

  /**
   * @param store - absent: values are only looked at, nothing is copied.
   * @param handles - who counts the owners of values. @param slots - absent: nothing is shared.
   */
  constructor(store?: BufferStore, handles?: HandleRegistry, slots?: SharedSlots) {
    this.#store = store;
    this.#handles = handles;
    this.#slots = slots;
  }

  get transfers(): Transfers {
    return [...this.#transfers];
  }

  /**
   * Packs a value. One that is counted by `handle` belongs to the graph: with no other reader its buffers are moved, else
   * copied, and pooled ones are always copied. A value that nobody counts may be used elsewhere: it is copied.
   *
   * @throws NotMovable for functions and instances of classes.
   */
  pack(value: unknown, handle: Handle | null = null): WireValue {
    this.moved = false;
    if (typeof value !== 'object' || value === null) return [this.#part(value, HOLDER_OF_NONE, 0, ''), null];
    this.#buffers = [];
    const slots = (this.#taken = []);
    this.#owned = handle !== null;
    const isSole = handle?.references === 1;
    const packed = this.#part(value, { isPooled: false, isWhole: false, isSole }, 0, '');
    return [packed, handle === null ? null : { buffers: this.#buffers, slots }];
  }

  #part(value: unknown, holder: Holder, depth: number, path: string): unknown {
    if (typeof value === 'function') throw new NotMovable(`a function${at(path)}`);
    if (typeof value === 'symbol') throw new NotMovable(`a symbol${at(path)}`);
    if (typeof value !== 'object' || value === null || depth > DEEPEST) return value;
    if (ArrayBuffer.isView(value)) return this.#store === undefined ? value : this.#view(value, holder, this.#store);
    if (Array.isArray(value)) return this.#list(value, holder, depth, path);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === null || prototype === Object.prototype) return this.#record(value, holder, depth, path);
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    if (MEDIA.has(kind)) {
      if (this.#owned && holder.isSole) {
        this.#transfers.add(value);
        this.moved = true;
      }
      return value;
    }
    if (CLONEABLE.has(kind)) return value;
    throw new NotMovable(`an instance of ${className(prototype)}${at(path)}, which would lose its methods`);
  }

  #list(list: readonly unknown[], holder: Holder, depth: number, path: string): unknown {
    let copy: unknown[] | undefined;
    for (let i = 0; i < list.length; i += 1) {
      const item = list[i];
      if (typeof item !== 'object' && typeof item !== 'function' && typeof item !== 'symbol') continue;
      const part = this.#part(item, { ...holder, isWhole: false }, depth + 1, `${path}[${i}]`);
      if (part === item) continue;
      copy ??= list.slice();
      copy[i] = part;
    }
    return copy ?? list;
  }

  #record(record: object, holder: Holder, depth: number, path: string): unknown {
    const fields = record as Readonly<Record<string, unknown>>;
    const isPooled = typeof fields['release'] === 'function';
    const own = depth === 0 ? undefined : this.#handles?.find(record);
    const isSole = holder.isSole && (own === undefined || own === null || own.references === 1);
    const inner: Holder = { isPooled: isPooled || holder.isPooled, isWhole: depth === 0, isSole };
    let copy: Record<string, unknown> | undefined;
    for (const key of Object.keys(fields)) {
      const field = fields[key];
      if (isPooled && key === 'release') {
        copy ??= { ...fields };
        Reflect.deleteProperty(copy, key);
        continue;
      }
      const part = this.#part(field, inner, depth + 1, path === '' ? key : `${path}.${key}`);
      if (part === field) continue;
      copy ??= { ...fields };
      copy[key] = part;
    }
    return copy ?? record;
  }

  #view(view: ArrayBufferView, holder: Holder, store: BufferStore): ArrayBufferView {
    const { buffer, byteLength } = view;
    this.bytes += byteLength;
    if (isSlot(buffer)) {
      if (!this.#owned) return copyOf(view, new ArrayBuffer(byteLength), 0);
      addReader(buffer);
      this.#taken.push(buffer);
      return view;
    }
    if (!(buffer instanceof ArrayBuffer)) return view;
    const isWhole = byteLength === buffer.byteLength;
    // A copy of a part would drag the whole buffer along.
    if (byteLength < SMALL_BYTES) return isWhole ? view : copyOf(view, new ArrayBuffer(byteLength), 0);
    const isCounted = this.#owned && holder.isWhole;
    if (isCounted) {
      const slot = this.#slots?.take(byteLength);
      if (slot !== undefined) {
        this.#taken.push(slot);
        return copyOf(view, slot, slotContent(slot, byteLength).byteOffset);
      }
    }
    if (isWhole && this.#owned && holder.isSole && !holder.isPooled) {
      this.#transfers.add(buffer);
      this.moved = true;
      return view;
    }
    const copy = isCounted ? store.take(byteLength) : new ArrayBuffer(byteLength);
    this.#transfers.add(copy);
    if (isCounted) this.#buffers.push(copy);
    return copyOf(view, copy, 0);
  }
}

const HOLDER_OF_NONE: Holder = { isPooled: false, isWhole: false, isSole: false };

/** Takes back what packing has taken for a value that could not be sent. */
export function unsend(wire: WireValue): void {
  for (const slot of wire[1]?.slots ?? []) leaveSlot(slot);
}

/**
 * A value that has arrived, and the handle that counts its readers here: the last one gives its memory back.
 *
 * @param type - names and releases the value.
 */
export function unpackValue(
  [value, memory]: WireValue,
  type: PacketType,
  handles: HandleRegistry,
  store: BufferStore,
): { readonly value: unknown; readonly handle: Handle | null } {
  if (memory === null) return { value, handle: null };
  for (const slot of memory.slots) enterSlot(slot);
  const counted: PacketType = {
    name: type.name,
    description: type.description,
    is: type.is,
    release: one => {
      type.release?.(one);
      for (const buffer of memory.buffers) store.give(buffer);
      for (const slot of memory.slots) leaveSlot(slot);
    },
  };
  return { value, handle: handles.track(counted, value) };
}

/** What keeps a value on its thread, `undefined` for nothing. */
export function unmovable(value: unknown): string | undefined {
  try {
    new ValuePacker().pack(value);
    return undefined;
  } catch (error) {
    if (error instanceof NotMovable) return error.message;
    throw error;
  }
}

type ViewClass = new (buffer: ArrayBufferLike, offset: number, length: number) => ArrayBufferView;

/** The same numbers in another buffer; of Node's Buffer, as a plain Uint8Array. */
function copyOf(view: ArrayBufferView, target: ArrayBufferLike, offset: number): ArrayBufferView {
  const { byteLength } = view;
  new Uint8Array(target, offset, byteLength).set(new Uint8Array(view.buffer, view.byteOffset, byteLength));
  if (view instanceof DataView) return new DataView(target, offset, byteLength);
  const typed = view as Uint8Array;
  const name = typed[Symbol.toStringTag] as string;
  const View = (globalThis as unknown as Readonly<Record<string, ViewClass>>)[name] ?? Uint8Array;
  return new View(target, offset, typed.length);
}

function className(prototype: unknown): string {
  const made: unknown = (prototype as { readonly constructor?: unknown }).constructor;
  return typeof made === 'function' && made.name !== '' ? made.name : 'a class';
}

const at = (path: string): string => (path === '' ? '' : ` at "${path}"`);
