import { writeFile } from 'node:fs/promises';
import type { BenchRow } from './bench-row.ts';
import { type EnginePart, engineParts } from './engine/engine-parts.ts';

const enginePart = async (name: EnginePart): Promise<() => Promise<readonly BenchRow[]>> =>
  (await import('./engine/bench-engine.ts')).partsOfEngine[name];

/** The benchmarks by name, loaded only when asked for. */
const benches: Readonly<Record<string, () => Promise<() => Promise<readonly BenchRow[]>>>> = {
  engine: async () => (await import('./engine/bench-engine.ts')).benchEngine,
  ...Object.fromEntries(engineParts.map(part => [part, () => enginePart(part)] as const)),
  kernels: async () => (await import('./kernels.ts')).benchKernels,
  inference: async () => (await import('./inference.ts')).benchInference,
  frame: async () => (await import('./frame.ts')).benchFrame,
  media: async () => (await import('./media.ts')).benchMedia,
  'end-to-end': async () => (await import('./end-to-end.ts')).benchEndToEnd,
  tracing: async () => (await import('./tracing.ts')).benchTracing,
  executors: async () => (await import('./executors.ts')).benchExecutors,
  web: async () => (await import('./web/bench-web.ts')).benchWeb,
  webgpu: async () => (await import('./webgpu/bench-webgpu.ts')).benchWebgpu,
  memory: async () => (await import('./memory.ts')).benchMemory,
  training: async () => (await import('./training/bench-training.ts')).benchTraining,
  'training-gpu': async () => (await import('./training/bench-training-on-gpu.ts')).benchTrainingOnGpu,
};

/** Only when asked for: takes minutes, is part of another, or needs what few machines have: Chromium with a network of others, a GPU. */
const onRequest = new Set<string>([...engineParts, 'memory', 'training', 'training-gpu', 'web', 'webgpu']);

function format(value: number | null, unit: string): string {
  if (value === null) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return `${value.toLocaleString('en', { maximumFractionDigits: digits })} ${unit}`;
}

function table(rows: readonly BenchRow[]): string {
  const cells = rows.map(row => [
    row.name,
    row.metric,
    format(row.ours, row.unit),
    row.peer === null ? '–' : `${format(row.peer, row.unit)} (${row.peerName})`,
    row.ratio === null ? '–' : `${row.ratio.toFixed(2)}x`,
  ]);
  const all = [['bench', 'metric', 'ours', 'peer', 'ratio'], ...cells];
  const widths = [0, 1, 2, 3, 4].map(column => Math.max(...all.map(row => row[column]?.length ?? 0)));
  return all
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

async function main(args: readonly string[]): Promise<number> {
  const names: string[] = [];
  let json: string | undefined;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--json') {
      json = args[++at];
      if (json === undefined) {
        console.error('bench: --json has no file. Usage: npm run -s bench -- [NAME…] [--json FILE]');
        return 2;
      }
    } else names.push(arg);
  }
  const known = Object.keys(benches);
  const unknown = names.filter(name => benches[name] === undefined);
  if (unknown.length > 0) {
    console.error(
      `bench: there is no bench ${unknown.map(name => `"${name}"`).join(', ')}. Its names: ${known.join(', ')}.`,
    );
    return 2;
  }
  const rows: BenchRow[] = [];
  for (const name of names.length > 0 ? names : known.filter(name => !onRequest.has(name))) {
    const load = benches[name];
    if (load === undefined) continue;
    process.stderr.write(`bench ${name} …\n`);
    rows.push(...(await (await load())()));
  }
  console.log(table(rows));
  if (json !== undefined) await writeFile(json, `${JSON.stringify(rows, null, 1)}\n`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
