/** The parts of a JavaScript host where a library could be heard. */
interface NoisyHost {
  readonly console: Record<string, (...values: unknown[]) => void>;
  readonly process?: {
    listeners(event: string): readonly ((...values: unknown[]) => void)[];
    on(event: string, listener: (...values: unknown[]) => void): void;
    removeListener(event: string, listener: (...values: unknown[]) => void): void;
  };
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly setTimeout: (callback: () => void, milliseconds: number) => unknown;
}

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'];
const EVENT = 'unhandledRejection';

/**
 * Listens to what no library may do (I12): rejections that nobody handles (in Node) and lines on the console, which are
 * kept back. The host's own listeners rest until {@link HostWatch.stop}; one watch at a time.
 */
export class HostWatch {
  readonly #host = globalThis as unknown as NoisyHost;
  readonly #heard: string[] = [];
  readonly #methods: Readonly<Record<string, (...values: unknown[]) => void>>;
  readonly #resting: readonly ((...values: unknown[]) => void)[];
  readonly #listener = (reason: unknown): void => {
    this.#heard.push(`a rejection was not handled: ${String(reason)}`);
  };

  constructor() {
    const { console, process } = this.#host;
    this.#methods = Object.fromEntries(METHODS.flatMap(name => (console[name] ? [[name, console[name]]] : [])));
    for (const name of Object.keys(this.#methods)) {
      console[name] = (...values) => {
        this.#heard.push(`console.${name} was called: ${values.map(String).join(' ')}`);
      };
    }
    this.#resting = process?.listeners(EVENT) ?? [];
    for (const listener of this.#resting) process?.removeListener(EVENT, listener);
    process?.on(EVENT, this.#listener);
  }

  /** Gives the host back what it had. Resolves with what was heard, after a turn in which rejections come up. */
  async stop(): Promise<readonly string[]> {
    const { console, process, setImmediate, setTimeout } = this.#host;
    await new Promise<void>(resolve => {
      if (setImmediate === undefined) setTimeout(resolve, 0);
      else setImmediate(resolve);
    });
    for (const [name, method] of Object.entries(this.#methods)) console[name] = method;
    process?.removeListener(EVENT, this.#listener);
    for (const listener of this.#resting) process?.on(EVENT, listener);
    return this.#heard;
  }
}
