import type { Terminal } from './terminal.ts';

/** What the command line needs of its process. */
export interface CliHost {
  readonly terminal: Terminal;
  readonly cwd: string;
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly interrupted: AbortSignal;
}

/** The options of `run`, as the parser gives them. */
export interface RunFlags {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly side: readonly string[];
  readonly set: readonly string[];
  readonly trace?: string;
  readonly gpu?: true;
  readonly resume?: string;
  readonly weightsOnly?: true;
  readonly allowUnverifiedUrls?: true;
  readonly untrusted?: true;
  readonly offline?: true;
  readonly verbose?: true;
  readonly json?: true;
}

/** The options that the `models` commands share. */
export interface ModelsFlags {
  readonly manifest?: string;
  readonly json?: true;
}
