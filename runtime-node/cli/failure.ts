import { GraphConfigError } from '../../src/graph/index.ts';
import { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** System errors that lie with the machine, not with the graph. */
const ENVIRONMENT_CODES = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'EIO',
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ERR_DLOPEN_FAILED',
]);

/** The exit code of an error: by its class, else by the first system error among its causes. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return ExitCode.usage;
  if (error instanceof GraphConfigError) return ExitCode.invalidGraph;
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && ENVIRONMENT_CODES.has(at.code)) return ExitCode.environment;
  }
  return ExitCode.failure;
}

/** Reports an error: as JSON on `out`, or as text on `err`. Returns the exit code. */
export function reportFailure(terminal: Terminal, error: unknown, json: boolean): ExitCode {
  const exitCode = exitCodeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (json) {
    const issues = error instanceof GraphConfigError ? { issues: error.issues } : {};
    terminal.out(JSON.stringify({ ok: false, exitCode, error: message, ...issues }));
  } else {
    for (const line of message.split('\n')) terminal.err(line);
  }
  return exitCode;
}
