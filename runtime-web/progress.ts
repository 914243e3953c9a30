/** One step of getting a graph ready. */
export interface PrepareProgress {
  /** `fetch`: bytes come in. `compile`: an engine takes the model. `warm-up`: it runs on zeros. `ready`: all of it is over. */
  readonly stage: 'fetch' | 'compile' | 'warm-up' | 'ready';
  /** What it is about: a file or a model; `''` for `ready`. */
  readonly name: string;
  /** Of `fetch`: bytes so far. */
  readonly loaded?: number;
  /** Of `fetch`: bytes in all, where the server says so. */
  readonly total?: number;
}
