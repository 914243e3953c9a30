import { nodeTrainingBackends } from '../../runtime-node/training/node-training-backends.ts';
import type { BenchRow } from '../bench-row.ts';
import { spread } from '../measure.ts';
import { bareSteps } from './bare-steps.ts';
import { benchTrainingOnGpu } from './bench-training-on-gpu.ts';
import { graphSteps } from './graph-steps.ts';
import { tfjsSteps } from './tfjs-steps.ts';
import { trainingSubjects } from './training-subject.ts';

const ROUNDS = 4;

/**
 * Training steps per second of processor time, in turn and in several rounds: a training graph beside plain tfjs on wasm and
 * on the cpu backend, and beside its own step without a graph. Figures are medians; a ratio is the median of the ratios of the
 * rounds, so that a machine whose speed drifts treats both alike. On wasm both sides use the gradient kernels that Millrace
 * registers: tfjs alone has none for convolutions there.
 */
export async function benchTraining(): Promise<BenchRow[]> {
  const backends = nodeTrainingBackends();
  const cpu = await backends.open('cpu');
  const wasm = await backends.open('wasm');
  const plain = await backends.open('plain');
  const rows: BenchRow[] = [];
  for (const subject of trainingSubjects) {
    const { steps } = subject;
    const fast = await inTurn(ROUNDS, {
      graph: () => graphSteps(subject, 'wasm', steps.wasm),
      bare: () => bareSteps(wasm, subject, steps.wasm),
      tfjs: () => tfjsSteps(wasm, subject, steps.wasm),
    });
    const slow = await inTurn(1, {
      wasm: () => graphSteps(subject, 'wasm', steps.wasm),
      graph: () => graphSteps(subject, 'cpu', steps.cpu),
      tfjs: () => tfjsSteps(cpu, subject, steps.cpu),
    });
    const name = `${subject.name}, wasm`;
    const theirs = subject.losses.length > 1 ? 'the same in tfjs operations' : 'tfjs trainOnBatch';
    rows.push(
      row(name, fast.graph, 'our step without a graph', fast.bare),
      row(name, fast.graph, `${theirs}, wasm`, fast.tfjs),
      row(name, slow.wasm, `${theirs}, cpu`, slow.tfjs),
      row(`${subject.name}, cpu`, slow.graph, `${theirs}, cpu`, slow.tfjs),
    );
    if (!subject.name.startsWith('mmd')) continue;
    // What a few dense layers with one output are trained with: our own arithmetic.
    const own = await inTurn(ROUNDS, {
      graph: () => graphSteps(subject, 'plain', steps.wasm),
      bare: () => bareSteps(plain, subject, steps.wasm),
      tfjs: () => tfjsSteps(wasm, subject, steps.wasm),
    });
    rows.push(
      row(`${subject.name}, plain`, own.graph, 'our step without a graph', own.bare),
      row(`${subject.name}, plain`, own.graph, `${theirs}, wasm`, own.tfjs),
    );
  }
  return [...rows, ...(await benchTrainingOnGpu())];
}

function row(name: string, ours: readonly number[], peerName: string, peer: readonly number[]): BenchRow {
  const ratios = ours.map((rate, i) => rate / (peer[i] ?? Number.NaN));
  return {
    name,
    metric: 'training',
    unit: 'steps/s',
    ours: spread(ours).median,
    peer: spread(peer).median,
    peerName,
    ratio: spread(ratios).median,
  };
}

/**
 * The rates of each in every round; one more round before them warms up. Each round begins with another one: who comes after
 * a run of tfjs also pays for the garbage that it left.
 */
async function inTurn<K extends string>(
  rounds: number,
  runs: Readonly<Record<K, () => number | Promise<number>>>,
): Promise<Readonly<Record<K, readonly number[]>>> {
  const entries = Object.entries(runs) as [K, () => number | Promise<number>][];
  const rates = Object.fromEntries(entries.map(([name]) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round <= rounds; round++) {
    const first = round % entries.length;
    for (const [name, run] of [...entries.slice(first), ...entries.slice(0, first)]) {
      const rate = await run();
      if (round > 0) rates[name].push(rate);
    }
  }
  return rates;
}
