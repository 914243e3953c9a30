import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What runs now: each is the leader of a group of processes. */
const running = new Set();

process.once('SIGINT', () => {
  for (const child of running) process.kill(-child.pid, 'SIGTERM');
  process.exit(130);
});

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/**
 * Runs one command in the project's root without a standard input and keeps what it prints.
 *
 * @param command - the program and its arguments.
 * @param options - `echo` also passes the output through; `minutes` ends the command as failed when it takes longer.
 */
export async function runCommand(command, { echo = false, minutes = 15 } = {}) {
  const started = performance.now();
  const [program, ...args] = command;
  // A group of its own, so that what the command has started ends with it.
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', text => {
      output += text;
      if (echo) process.stdout.write(text);
    });
  }
  const timer = setTimeout(() => {
    output += `\n${command.join(' ')}: stopped after ${minutes} minutes.\n`;
    process.kill(-child.pid, 'SIGKILL');
  }, minutes * 60_000);
  running.add(child);
  const code = await new Promise(resolve => {
    child.once('error', error => {
      output += `${error.message}\n`;
      resolve(127);
    });
    child.once('close', status => {
      resolve(status ?? 1);
    });
  });
  running.delete(child);
  clearTimeout(timer);
  return { code, output, seconds: (performance.now() - started) / 1000 };
}

/** Runs a check, prints one line about it (and its output when it failed) and says whether it passed. */
export async function runStep({ name, command, remedy }) {
  const { code, output, seconds } = await runCommand(command);
  const line = `${name.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s`;
  if (code === 0) {
    console.log(`ok    ${line}`);
    return true;
  }
  console.log(`FAIL  ${line}   ${command.join(' ')}\n${output.trimEnd()}\n${name}: failed. Remedy: ${remedy}.`);
  return false;
}
