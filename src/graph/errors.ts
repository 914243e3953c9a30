import type { ConfigIssue } from './config-issue.ts';
import { formatIssue } from './config-issue.ts';
import type { StatusCode } from './status.ts';
import { Timestamp } from './timestamp.ts';

/**
 * The base of every error that Millrace throws on purpose. Its message has the form `where: fact. remedy.`
 *
 * Thrown as itself where no caller would branch on a class; branch on {@link MillraceError.code} then.
 */
export class MillraceError extends Error {
  /** What kind of failure this is. */
  readonly code: StatusCode;

  /** @param code - the kind of failure. @param message - `where: fact. remedy.` */
  constructor(code: StatusCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A graph file or its expansion is not valid. Carries every issue that was found, not only the first. */
export class GraphConfigError extends MillraceError {
  /** All issues, in file order. Never empty. */
  readonly issues: readonly ConfigIssue[];

  constructor(issues: readonly ConfigIssue[]) {
    const codes = new Set(issues.map(issue => issue.status));
    const [only] = codes;
    super(codes.size === 1 && only !== undefined ? only : 'UNKNOWN', issues.map(formatIssue).join('\n'));
    this.issues = issues;
  }
}

/** A calculator failed. Names the node, the phase and the timestamp; {@link Error.cause} is what it threw. */
export class NodeError extends MillraceError {
  /** The node's name in the expanded graph. */
  readonly node: string;
  /** The calculator's registered name. */
  readonly calculator: string;
  /** Which of the calculator's functions failed. */
  readonly phase: 'open' | 'process' | 'close';
  /** The input timestamp at that moment. */
  readonly timestamp: Timestamp;

  constructor(
    node: string,
    calculator: string,
    phase: 'open' | 'process' | 'close',
    timestamp: Timestamp,
    cause: unknown,
  ) {
    const fact = cause instanceof Error ? cause.message : String(cause);
    const at = phase === 'process' ? ` at ${Timestamp.format(timestamp)}` : '';
    super(
      cause instanceof MillraceError ? cause.code : 'UNKNOWN',
      `node "${node}" (${calculator}) ${phase}${at}: ${fact}`,
      {
        cause,
      },
    );
    this.node = node;
    this.calculator = calculator;
    this.phase = phase;
    this.timestamp = timestamp;
  }
}

/** A run failed more than once. The first error is the primary one and the {@link Error.cause}. */
export class GraphRunError extends MillraceError {
  /** All errors of the run, in the order they happened. At least two. */
  readonly errors: readonly Error[];

  /** The code is that of all errors, if they share it, else UNKNOWN. */
  constructor(errors: readonly Error[]) {
    const codes = new Set(errors.map(error => (error instanceof MillraceError ? error.code : 'UNKNOWN')));
    const [only] = codes;
    super(
      codes.size === 1 && only !== undefined ? only : 'UNKNOWN',
      `graph: the run failed with ${errors.length} errors. The first is the cause of most.\n${errors.map(error => error.message).join('\n')}`,
      { cause: errors[0] },
    );
    this.errors = errors;
  }
}

/** A value does not have the packet type that its stream or side packet declares. */
export class PacketTypeError extends MillraceError {
  /** @param code - UNKNOWN for a side packet that a run is started with, as in MediaPipe. */
  constructor(message: string, code: 'INVALID_ARGUMENT' | 'UNKNOWN' = 'INVALID_ARGUMENT') {
    super(code, message);
  }
}

/** Options do not fit the calculator's schema. */
export class OptionsError extends MillraceError {
  constructor(message: string) {
    super('INVALID_ARGUMENT', message);
  }
}

/** A graph, a run or a file needs more than it may have. */
export class ResourceLimitError extends MillraceError {
  /** Which limit, such as `wallSeconds` or `imageSide`. */
  readonly limit: string;

  constructor(limit: string, message: string, options?: { readonly cause?: unknown }) {
    super('RESOURCE_EXHAUSTED', message, options);
    this.limit = limit;
  }
}

/** A packet was offered to a graph or stream that has ended. */
export class GraphClosedError extends MillraceError {
  constructor(message: string) {
    super('FAILED_PRECONDITION', message);
  }
}

/** A model cannot be found, read or run. */
export class ModelError extends MillraceError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('INVALID_ARGUMENT', message, options);
  }
}

/** A media file cannot be read or written. Says how many frames were handled before. */
export class MediaError extends MillraceError {
  /** Frames read or written before the failure. */
  readonly frames: number;

  constructor(message: string, frames = 0, options?: { readonly cause?: unknown }) {
    super('DATA_LOSS', message, options);
    this.frames = frames;
  }
}
