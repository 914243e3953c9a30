import { stripControls } from './strip-controls.ts';

/** Where a command writes. Results go to `out`, everything else to `err`. */
export interface Terminal {
  /** A line of the result, without control characters. */
  out(line: string): void;
  /** A line for people, without control characters. */
  err(line: string): void;
  /** One line of `err` that the next one replaces. On a terminal only: elsewhere nothing is written. */
  status(line: string): void;
  /** Whether `err` is a terminal. */
  readonly isInteractive: boolean;
}

/** A stream that text is written to. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const CLEAR_LINE = '\r\x1b[K';

/** Makes a terminal of two streams. */
export function createTerminal(out: TextStream, err: TextStream): Terminal {
  const isInteractive = err.isTTY === true;
  let hasStatus = false;
  const clear = (): void => {
    if (hasStatus) err.write(CLEAR_LINE);
    hasStatus = false;
  };
  return {
    isInteractive,
    out(line) {
      clear();
      out.write(`${stripControls(line)}\n`);
    },
    err(line) {
      clear();
      err.write(`${stripControls(line)}\n`);
    },
    status(line) {
      if (!isInteractive) return;
      // A line longer than the terminal would wrap, and clearing it would leave its head behind.
      const width = Math.max(20, (err.columns ?? 80) - 1);
      err.write(`${CLEAR_LINE}${stripControls(line).slice(0, width)}`);
      hasStatus = true;
    },
  };
}
