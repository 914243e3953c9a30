import {
  GraphClosedError,
  MediaError,
  MillraceError,
  ModelError,
  OptionsError,
  PacketTypeError,
} from '../../errors.ts';
import type { StatusCode } from '../../status.ts';
import { unmovable } from './wire-value.ts';

/** An error on its way between threads: structured clone keeps neither class nor code. */
export interface WireError {
  /** Absent for what is no Error but was thrown. */
  readonly name?: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly code?: StatusCode;
  readonly frames?: number;
  readonly cause?: WireError | undefined;
  /** What was thrown, if it is no Error. */
  readonly thrown?: unknown;
}

const DEEPEST_CAUSE = 8;

/** An error as plain data: message, stack, status code and causes. */
export function packError(error: unknown, depth = 0): WireError {
  if (!(error instanceof Error)) {
    return unmovable(error) === undefined ? { message: String(error), thrown: error } : { message: String(error) };
  }
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error instanceof MillraceError ? { code: error.code } : {}),
    ...(error instanceof MediaError ? { frames: error.frames } : {}),
    ...(error.cause === undefined || depth >= DEEPEST_CAUSE ? {} : { cause: packError(error.cause, depth + 1) }),
  };
}

/** The error again, of the same class where callers branch on it. The stack is that of the thread it was thrown on. */
export function unpackError(wire: WireError): unknown {
  if (wire.name === undefined) return 'thrown' in wire ? wire.thrown : wire.message;
  const cause = wire.cause === undefined ? {} : { cause: unpackError(wire.cause) };
  const error = createError(wire, cause);
  if (wire.stack !== undefined) Object.defineProperty(error, 'stack', { value: wire.stack, configurable: true });
  if (error.name !== wire.name) Object.defineProperty(error, 'name', { value: wire.name, configurable: true });
  return error;
}

function createError({ name, message, code, frames }: WireError, options: { readonly cause?: unknown }): Error {
  if (code === undefined) {
    if (name === 'TypeError') return new TypeError(message, options);
    if (name === 'RangeError') return new RangeError(message, options);
    return new Error(message, options);
  }
  if (name === 'PacketTypeError') return new PacketTypeError(message, code === 'UNKNOWN' ? code : undefined);
  if (name === 'OptionsError') return new OptionsError(message);
  if (name === 'GraphClosedError') return new GraphClosedError(message);
  if (name === 'ModelError') return new ModelError(message, options);
  if (name === 'MediaError') return new MediaError(message, frames, options);
  return new MillraceError(code, message, options);
}
