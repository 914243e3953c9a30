import type { Packet, Poller } from '../../src/graph/index.ts';
import type { HeldFrame } from './held-frame.ts';

/** What comes next at an output: what the graph made, or a frame as it came in. */
export type PassItem = { readonly packet: Packet } | { readonly frame: HeldFrame };

/** What a lane tells. */
export interface PassLaneEvents {
  /** The graph has made something of this time, whether it is shown or comes too late. */
  readonly made: (timestampUs: number) => void;
  /** Everything up to this time is shown, or will not be. */
  readonly shown: (lane: PassLane) => void;
}

/**
 * One output of a graph with frames that pass by it: gives both in the order of their timestamps, each timestamp once. What
 * the graph makes after a later frame was shown comes too late, and is left out.
 */
export class PassLane {
  /** The greatest timestamp that was shown. */
  shownUpTo = Number.NEGATIVE_INFINITY;
  readonly #poller: Poller;
  readonly #events: PassLaneEvents;
  readonly #due: HeldFrame[] = [];
  #asked = false;
  #come: { readonly packet: Packet | undefined } | { readonly fault: unknown } | undefined;
  #wake: () => void = () => undefined;
  #taken: (() => void)[] = [];

  constructor(poller: Poller, events: PassLaneEvents) {
    this.#poller = poller;
    this.#events = events;
  }

  /** Has a frame shown as it is, in its turn; settles when it is, or when its turn is over. */
  show(frame: HeldFrame): Promise<void> {
    this.#due.push(frame.retain());
    this.#due.sort((a, b) => a.timestampUs - b.timestampUs);
    this.#wake();
    return new Promise(resolve => {
      this.#taken.push(resolve);
    });
  }

  /** What comes next; `undefined` at the end. The item before is done with then; whoever gets a frame releases it. */
  async next(): Promise<PassItem | undefined> {
    for (;;) {
      const frame = this.#due[0];
      if (frame !== undefined && frame.timestampUs <= this.shownUpTo) {
        this.#due.shift()?.release();
        continue;
      }
      if (frame === undefined) this.#allTaken();
      if (!this.#asked) this.#ask();
      const come = this.#come;
      if (come !== undefined && 'fault' in come) throw come.fault;
      const packet = come?.packet;
      if (packet !== undefined && packet.timestamp <= this.shownUpTo) {
        this.#asked = false;
        this.#events.made(packet.timestamp);
        continue;
      }
      if (packet !== undefined && packet.timestamp <= (frame?.timestampUs ?? Number.POSITIVE_INFINITY)) {
        this.#asked = false;
        return { packet };
      }
      if (frame !== undefined) {
        this.#due.shift();
        return { frame };
      }
      if (come !== undefined) return undefined;
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
  }

  /** The packet or frame of this time is shown. */
  shown(timestampUs: number, isMade: boolean): void {
    this.shownUpTo = Math.max(this.shownUpTo, timestampUs);
    if (isMade) this.#events.made(timestampUs);
    this.#events.shown(this);
  }

  /** Gives back what was not shown. */
  close(): void {
    for (const frame of this.#due.splice(0)) frame.release();
    this.#allTaken();
  }

  #allTaken(): void {
    for (const resolve of this.#taken.splice(0)) resolve();
  }

  #ask(): void {
    this.#asked = true;
    this.#come = undefined;
    this.#poller.next().then(
      packet => {
        this.#come = { packet };
        this.#wake();
      },
      (fault: unknown) => {
        this.#come = { fault };
        this.#wake();
      },
    );
  }
}
