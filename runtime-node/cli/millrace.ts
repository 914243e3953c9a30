#!/usr/bin/env node
import { ExitCode } from './exit-code.ts';
import { main } from './main.ts';
import { createTerminal } from './terminal.ts';

const interruption = new AbortController();
const interrupt = (): void => {
  // The second signal does not wait for anything.
  if (interruption.signal.aborted) process.exit(ExitCode.interrupted);
  interruption.abort();
};
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
// A reader such as `head` may close the pipe: that is no failure of ours.
process.stdout.on('error', (error: Error & { readonly code?: string }) => {
  process.exit(error.code === 'EPIPE' ? ExitCode.ok : ExitCode.environment);
});

const exitCode = await main(process.argv.slice(2), {
  terminal: createTerminal(process.stdout, process.stderr),
  cwd: process.cwd(),
  interrupted: interruption.signal,
});
// Standard streams are written synchronously on Linux and macOS; the empty write waits for them elsewhere. Exiting by
// ourselves, a codec's thread or a child process that lingers cannot keep the command from ending.
process.stdout.write('', () => process.exit(exitCode));
