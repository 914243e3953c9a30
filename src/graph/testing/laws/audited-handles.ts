import { type Handle, HandleRegistry } from '../../handle-registry.ts';
import type { PacketType } from '../../packet-type.ts';
import type { LawLog } from './law-log.ts';

/** A census that also sees whether a value is given back more than once, by whatever way (I7). */
export class AuditedHandles extends HandleRegistry {
  readonly #log: LawLog;
  readonly #types = new Map<PacketType, PacketType>();
  readonly #released = new WeakSet<object>();

  constructor(log: LawLog) {
    super();
    this.#log = log;
  }

  override track<T>(type: PacketType<T>, value: T): Handle | null {
    if (type.release === undefined) return null;
    return super.track(this.#audited(type), value);
  }

  /** Says so when values are still alive. */
  checkEnd(): void {
    if (this.live === 0) return;
    const types = Object.entries(this.liveByType()).map(([type, count]) => `${count} of type ${type}`);
    this.#log.add('I7', 'the run', `${this.live} values were not given back: ${types.join(', ')}`);
  }

  #audited<T>(type: PacketType<T>): PacketType<T> {
    const known = this.#types.get(type);
    if (known !== undefined) return known as PacketType<T>;
    const audited: PacketType<T> = {
      ...type,
      release: value => {
        if (typeof value === 'object' && value !== null) {
          if (this.#released.has(value)) this.#log.add('I7', `a value of type ${type.name}`, 'was given back twice');
          this.#released.add(value);
        }
        type.release?.(value);
      },
    };
    this.#types.set(type, audited);
    return audited;
  }
}
