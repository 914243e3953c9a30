/** What the process ends with. Documented: scripts may branch on it. */
export const ExitCode = {
  ok: 0,
  /** The graph file is not valid. */
  invalidGraph: 1,
  /** The command line is wrong: unknown names, missing files, bad values. */
  usage: 2,
  /** The graph failed while it ran. */
  failure: 3,
  /** This machine lacks something: a package, a codec, space, a permission. */
  environment: 4,
  /** Ended by Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const;

/** One of the codes. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
