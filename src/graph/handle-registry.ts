import type { PacketType } from './packet-type.ts';

/**
 * The count of who still needs one releasable value. It starts at zero; whoever keeps the value retains it, and the
 * last release gives the value back.
 */
export class Handle {
  readonly #registry: HandleRegistry;
  readonly #typeName: string;
  readonly #value: object;
  readonly #release: () => void;
  #references = 0;
  #released = false;

  /** @internal Made by {@link HandleRegistry.track}. */
  constructor(registry: HandleRegistry, typeName: string, value: object, release: () => void) {
    this.#registry = registry;
    this.#typeName = typeName;
    this.#value = value;
    this.#release = release;
  }

  /** How many hold the value: with one, it may be handed on instead of copied. */
  get references(): number {
    return this.#references;
  }

  /** Whether the value has been given back. */
  get released(): boolean {
    return this.#released;
  }

  /** Adds `count` references. @throws Error on a value that was given back already. */
  retain(count = 1): void {
    if (this.#released) {
      throw new Error(`packet value of type ${this.#typeName}: used after release. Retain it while you still own it.`);
    }
    this.#references += count;
  }

  /** Drops one reference and gives the value back with the last. @throws Error when there is none left. */
  release(): void {
    if (this.#references <= 0) {
      throw new Error(`packet value of type ${this.#typeName}: released twice. Release once per retain.`);
    }
    this.#references -= 1;
    this.releaseIfUnused();
  }

  /** Gives the value back if nobody holds a reference, such as one that was sent to a stream without consumers. */
  releaseIfUnused(): void {
    if (this.#references > 0 || this.#released) return;
    this.#released = true;
    this.#registry.forget(this.#typeName, this.#value);
    this.#release();
  }
}

/**
 * The census of live releasable values of one graph, or of several that share it. Law: every tracked value is
 * released exactly once; `live` is 0 after a graph has closed.
 */
export class HandleRegistry {
  readonly #byValue = new WeakMap<object, Handle>();
  readonly #live = new Map<string, number>();
  #total = 0;

  /** The number of values tracked and not yet released. */
  get live(): number {
    return this.#total;
  }

  /** {@link HandleRegistry.live} per packet type name. */
  liveByType(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#live);
  }

  /**
   * The handle of a value: the one it has already, or a new one. `null` for types without `release`, and for lists of
   * which no item is counted.
   *
   * The handle of a list whose type has `items` holds a reference of each of them. Items of other arrays, which are given
   * back as a whole, have the handle of the whole.
   */
  track<T>(type: PacketType<T>, value: T): Handle | null {
    if (type.release === undefined || typeof value !== 'object' || value === null) return null;
    const known = this.#byValue.get(value);
    if (known !== undefined) return known;
    if (type.items !== undefined) {
      const held = Array.isArray(value) ? this.#retainItems(type.items, value) : undefined;
      if (held !== undefined) return this.#add(type.name, value, () => releaseAll(held));
      // Of any type it has no handle, as was just seen: no need to look twice.
      return type.items.release === undefined ? null : this.#ofItem(type.items, value);
    }
    const alternative = type.alternatives?.find(one => one.is(value));
    if (alternative !== undefined) return this.track(alternative, value);
    return Array.isArray(value)
      ? this.#addWhole(type, value)
      : this.#add(type.name, value, () => type.release?.(value));
  }

  /**
   * The live handle of a value that is tracked already, such as one that passes through a stream of type `any`; of an
   * item of an array that is given back as a whole, the one of the whole.
   */
  find(value: unknown): Handle | null {
    return isObject(value) ? (this.#byValue.get(value) ?? null) : null;
  }

  /** The handles of the items that are counted, retained; `undefined` if none is. */
  #retainItems(type: PacketType, list: readonly unknown[]): readonly Handle[] | undefined {
    if (this.#total === 0 && type.release === undefined) return undefined;
    let held: Handle[] | undefined;
    for (const item of list) {
      const handle = isObject(item) ? this.#ofItem(type, item) : null;
      if (handle === null) continue;
      handle.retain();
      if (held === undefined) held = [handle];
      else held.push(handle);
    }
    return held;
  }

  #ofItem(type: PacketType, item: object): Handle | null {
    return type.release !== undefined && type.is(item) ? this.track(type, item) : this.find(item);
  }

  /** The items have no owner of their own: who needs one of them needs the whole. */
  #addWhole<T>(type: PacketType<T>, value: T & readonly unknown[]): Handle {
    const handle = this.#add(type.name, value, () => {
      for (const part of value) if (this.find(part) === handle) this.#byValue.delete(part as object);
      type.release?.(value);
    });
    for (const part of value) if (isObject(part) && !this.#byValue.has(part)) this.#byValue.set(part, handle);
    return handle;
  }

  #add(typeName: string, value: object, release: () => void): Handle {
    const handle = new Handle(this, typeName, value, release);
    this.#byValue.set(value, handle);
    this.#live.set(typeName, (this.#live.get(typeName) ?? 0) + 1);
    this.#total += 1;
    return handle;
  }

  /** @internal Called by a handle when its value is given back. */
  forget(typeName: string, value: object): void {
    this.#byValue.delete(value);
    const left = (this.#live.get(typeName) ?? 0) - 1;
    if (left > 0) this.#live.set(typeName, left);
    else this.#live.delete(typeName);
    this.#total -= 1;
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Every item of a list is given back, also if giving back another one throws. @throws what the first one threw. */
function releaseAll(handles: readonly Handle[]): void {
  const errors: unknown[] = [];
  for (const handle of handles) {
    try {
      handle.release();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
