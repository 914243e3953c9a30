interface HostGlobals {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly MessageChannel?: new () => {
    readonly port1: { onmessage: (() => void) | null };
    readonly port2: { postMessage(message: unknown): void };
  };
  readonly setTimeout: (callback: () => void, milliseconds: number) => unknown;
  readonly queueMicrotask: (callback: () => void) => void;
  readonly performance: { now(): number; readonly timeOrigin?: number };
}

// The engine is compiled without the DOM's and Node's types; this is the one place that looks at the host.
function globals(): HostGlobals {
  return globalThis as unknown as HostGlobals;
}

/** Milliseconds of a clock that never goes back. The epoch is the host's choice. */
export function hostNow(): number {
  return globals().performance.now();
}

/** The moment at which {@link hostNow} is 0, in milliseconds of one clock that all threads of the host share. */
export function hostTimeOrigin(): number {
  return globals().performance.timeOrigin ?? 0;
}

/** Calls `callback` after the current stack, before the event loop goes on. */
export function hostMicrotask(callback: () => void): void {
  globals().queueMicrotask(callback);
}

/** Calls `callback` after `milliseconds`. */
export function hostTimeout(callback: () => void, milliseconds: number): void {
  globals().setTimeout(callback, milliseconds);
}

/**
 * Makes the function that gives the event loop a turn before it calls back: `setImmediate` in Node, a message channel
 * in browsers (not slowed down like timers), a timer elsewhere.
 */
export function createHostMacrotask(): (callback: () => void) => void {
  const host = globals();
  if (host.setImmediate !== undefined) {
    const immediate = host.setImmediate;
    return callback => void immediate(callback);
  }
  if (host.MessageChannel !== undefined) {
    const channel = new host.MessageChannel();
    const waiting: (() => void)[] = [];
    channel.port1.onmessage = () => waiting.shift()?.();
    return callback => {
      waiting.push(callback);
      channel.port2.postMessage(0);
    };
  }
  return callback => {
    host.setTimeout(callback, 0);
  };
}
