import type { DropCause } from '../graph-stats.ts';
import type { WireEffects } from './protocol.ts';
import type { WireValue } from './wire-value.ts';

type LogLevel = 'debug' | 'info' | 'warn';

/** What a call in a worker does besides sending packets. Calls that overlap share it, as they share their node. */
export class CallEffects {
  #counts: (readonly [string, number])[] = [];
  #drops: (readonly [DropCause, string, number])[] = [];
  #logs: (readonly [LogLevel, string])[] = [];
  #side: (readonly [number, unknown])[] = [];
  #offset: number | null | undefined;

  get isEmpty(): boolean {
    return this.#gathered === 0 && this.#side.length === 0 && this.#offset === undefined;
  }

  count(name: string, by: number): void {
    this.#counts.push([name, by]);
  }

  drop(cause: DropCause, reason: string, packets: number): void {
    this.#drops.push([cause, reason, packets]);
  }

  log(level: LogLevel, message: string): void {
    this.#logs.push([level, message]);
  }

  setSide(place: number, value: unknown): void {
    this.#side.push([place, value]);
  }

  setOffset(offset: number | null): void {
    this.#offset = offset;
  }

  /** What has gathered, as it is sent; it begins anew. @throws what `pack` throws. */
  take(pack: (value: unknown, what: string) => WireValue): WireEffects {
    const side = this.#side.map(([place, value]) => [place, pack(value, `output side packet ${place}`)] as const);
    const taken: WireEffects = { ...this.#told(), ...(side.length > 0 ? { side } : {}) };
    this.#clear();
    return taken;
  }

  /** Of a call that has failed: what it had told before. `null` for nothing. */
  takeAfterFailure(): WireEffects | null {
    const taken = this.#gathered === 0 ? null : this.#told();
    this.#clear();
    return taken;
  }

  get #gathered(): number {
    return this.#counts.length + this.#drops.length + this.#logs.length;
  }

  #told(): WireEffects {
    return {
      ...(this.#counts.length > 0 ? { counts: this.#counts } : {}),
      ...(this.#drops.length > 0 ? { drops: this.#drops } : {}),
      ...(this.#logs.length > 0 ? { logs: this.#logs } : {}),
      ...(this.#offset === undefined ? {} : { offset: this.#offset }),
    };
  }

  #clear(): void {
    this.#counts = [];
    this.#drops = [];
    this.#logs = [];
    this.#side = [];
    this.#offset = undefined;
  }
}
