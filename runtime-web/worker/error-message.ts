import {
  type ConfigIssue,
  GraphConfigError,
  MediaError,
  MillraceError,
  ModelError,
  type StatusCode,
} from '../../src/graph/index.ts';

/** An error as it crosses between threads. */
export interface ErrorMessage {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly code?: StatusCode | undefined;
  readonly frames?: number | undefined;
  readonly issues?: readonly ConfigIssue[] | undefined;
  readonly cause?: ErrorMessage | undefined;
}

/** An error as plain data. */
export function toErrorMessage(error: unknown): ErrorMessage {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    code: error instanceof MillraceError ? error.code : undefined,
    frames: error instanceof MediaError ? error.frames : undefined,
    issues: error instanceof GraphConfigError ? error.issues : undefined,
    cause: error.cause === undefined ? undefined : toErrorMessage(error.cause),
  };
}

/** An error of the class it had. */
export function fromErrorMessage(value: unknown): Error {
  const { name, message, stack, code, frames, issues, cause: given } = value as ErrorMessage;
  const cause = given === undefined ? undefined : fromErrorMessage(given);
  const error = rebuild();
  if (stack !== undefined) Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true });
  return error;

  function rebuild(): Error {
    if (issues !== undefined) return new GraphConfigError(issues);
    if (name === 'ModelError') return new ModelError(message, { cause });
    if (name === 'MediaError') return new MediaError(message, frames, { cause });
    if (name === 'AbortError') return new DOMException(message, name);
    const other = code === undefined ? new Error(message, { cause }) : new MillraceError(code, message, { cause });
    Object.defineProperty(other, 'name', { value: name, configurable: true, writable: true });
    return other;
  }
}
