import type { Terminal } from './terminal.ts';

/** A reading of a run in progress. */
export interface ProgressReading {
  /** Frames or packets that have been read. */
  readonly read: number;
  readonly written: number;
  readonly dropped: number;
  /** Values that are alive in the graph. */
  readonly live: number;
  /** How much of the input is done, 0..1; `undefined` when its length is not known. */
  readonly fraction: number | undefined;
}

/** Shows how a run goes on. */
export interface Progress {
  stop(): void;
}

const TERMINAL_MS = 150;
const LINE_MS = 5000;

/** One line of progress. `elapsed` in seconds. */
export function formatProgress(reading: ProgressReading, elapsed: number): string {
  const { read, written, dropped, live, fraction } = reading;
  const rate = elapsed > 0 ? written / elapsed : 0;
  const parts = [`${written} frames`, `${rate.toFixed(1)} fps`, `dropped ${dropped}`, `live ${live}`];
  if (written === 0) parts[0] = `${read} frames read`;
  if (fraction !== undefined && fraction > 0) {
    parts.push(
      `${Math.min(100, Math.floor(fraction * 100))} %`,
      `ETA ${formatSeconds(Math.max(0, elapsed / fraction - elapsed))}`,
    );
  }
  return parts.join('  ');
}

/** `m:ss`, or `h:mm:ss` from an hour on. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Shows readings: a line that is rewritten on a terminal, a plain line every five seconds elsewhere. */
export function startProgress(terminal: Terminal, read: () => ProgressReading): Progress {
  return startStatus(terminal, elapsed => formatProgress(read(), elapsed));
}

/** Shows lines the same way. `lineAt` is given the seconds since the start. */
export function startStatus(terminal: Terminal, lineAt: (elapsed: number) => string): Progress {
  const begin = performance.now();
  const show = (): void => {
    const line = lineAt((performance.now() - begin) / 1000);
    if (terminal.isInteractive) terminal.status(line);
    else terminal.err(line);
  };
  const timer = setInterval(show, terminal.isInteractive ? TERMINAL_MS : LINE_MS);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
    },
  };
}
