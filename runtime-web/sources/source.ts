import type { Audio } from '../../src/graph/index.ts';
import type { PageFrame } from '../frames/page-frame.ts';

/** What a source is given when it is opened. */
export interface SourceContext {
  /** Ends the opening, and the reading after it. */
  readonly signal: AbortSignal;
  /** Takes what a developer may want to know. */
  readonly log: (message: string) => void;
  /** What comes before this time will not be used: a file may begin there. Microseconds. */
  readonly fromUs?: number;
}

/** A frame or a stretch of sound with its time. Whoever reads a frame closes it, or hands it to a graph that does. */
export interface SourceItem {
  /** Integer microseconds; greater than that of the item before. */
  readonly timestampUs: number;
  readonly value: PageFrame | Audio;
}

/** An open source. */
export interface SourceReader {
  /** What it is, for people: a camera's label, a file's name and size. */
  readonly label: string;
  /** The next item; `undefined` at the end. One call at a time. @throws MediaError */
  read(): Promise<SourceItem | undefined>;
  /** Stops it and gives everything back: a camera's light goes out. May be called more than once, and during `read`. */
  close(): void | Promise<void>;
}

/** Something that feeds an input of a graph. Nothing is opened, and nobody asked for permission, before the graph starts. */
export interface Source {
  /** What it gives. */
  readonly gives: 'frames' | 'audio';
  /**
   * Whether it goes on without waiting. A live source is limited in front of the graph, and what is dropped there is
   * counted; another one waits for the graph and loses nothing.
   */
  readonly live: boolean;
  /** Fetches the code that opening will need; opens nothing and asks nobody. Called while models are fetched and compiled. */
  prepare?(): Promise<unknown>;
  /** Opens it, once per run. @throws MediaError; the signal's reason when aborted. */
  open(context: SourceContext): Promise<SourceReader>;
}
