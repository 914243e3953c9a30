import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

/** What a run of the command line left. */
export interface CliResult {
  /** The exit code; `null` when a signal ended the process. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command line. */
export interface CliProcess {
  readonly child: ChildProcess;
  readonly result: Promise<CliResult>;
}

/** The command line as a user has it: one bundled entry with lazily loaded chunks, run in child processes. */
export interface Cli {
  run(args: readonly string[], options?: CliOptions): Promise<CliResult>;
  start(args: readonly string[], options?: CliOptions): CliProcess;
  remove(): Promise<void>;
  /** The packages and modules of Node that are loaded before a command is known. */
  readonly eagerPackages: readonly string[];
}

/** Where and with what a child process runs. */
export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What goes to its standard input, which is then closed; `null` keeps it open. */
  readonly input?: string | null;
}

/** Bundles the command line as scripts/build.mjs does, from the sources as they are now. */
export async function buildCli(): Promise<Cli> {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  // Inside the package, so that packages and the package's own files are found as in an installed one.
  const folder = join(root, 'node_modules', '.cache', 'millrace', `cli-${process.pid}`);
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    metafile: true,
    entryPoints: [join(root, 'runtime-node', 'cli', 'millrace.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    chunkNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
  });
  const start: Cli['start'] = (args, options = {}) => {
    const child = spawn(process.execPath, [join(folder, 'millrace.mjs'), ...args], {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    if (options.input !== null) child.stdin.end(options.input ?? '');
    const result = new Promise<CliResult>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', code => {
        resolve({ code, stdout, stderr });
      });
    });
    return { child, result };
  };
  return {
    start,
    run: (args, options) => start(args, options).result,
    remove: () => rm(folder, { recursive: true, force: true }),
    eagerPackages: eagerPackages(metafile),
  };
}

/** What the entry imports statically, through all its chunks. */
function eagerPackages({ outputs }: Metafile): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = Object.keys(outputs).filter(file => outputs[file]?.entryPoint?.endsWith('cli/millrace.ts'));
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { path, kind, external } of outputs[file]?.imports ?? []) {
      if (kind !== 'import-statement') continue;
      if (external === true) found.add(path);
      else open.push(path);
    }
  }
  return [...found].sort();
}
