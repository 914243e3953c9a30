import type { EpochTick } from '../../../src/calculators/train/index.ts';
import { epochTick } from '../../../src/calculators/train/index.ts';
import { type Graph, type GraphPlan, record } from '../../../src/graph/index.ts';
import { formatSeconds } from '../progress.ts';

/** A training in progress. */
export interface TrainingReading {
  /** From 1; 0 before the first. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done since the start of the command. */
  readonly steps: number;
  /** The global step. */
  readonly step: number;
  /** The losses of the last step by name. */
  readonly losses: Readonly<Record<string, number>>;
  /** How much is done of what this command has to do, 0..1; `undefined` in the first epoch. */
  readonly fraction: number | undefined;
}

/** Watches the training of a graph. */
export interface TrainingWatch {
  read(): TrainingReading;
}

/**
 * Watches the first epoch loop of a graph and its first node that tells LOSSES; `undefined` when it has no loop. To be called
 * before the graph is started.
 *
 * @param onEpoch - called with the reading whenever an epoch has ended.
 */
export function watchTraining(
  graph: Graph,
  plan: GraphPlan,
  onEpoch: (reading: TrainingReading) => void,
): TrainingWatch | undefined {
  const loop = plan.nodes.find(node => node.calculator.name === 'EpochLoopCalculator');
  const trainer = plan.nodes.find(node => node.outputs.some(one => one.tag === 'LOSSES'));
  const streamOf = (node: typeof loop, tag: string): string | undefined => {
    const port = node?.outputs.find(one => one.tag === tag);
    return port === undefined ? undefined : plan.streams[port.stream]?.name;
  };
  const epochs = streamOf(loop, 'EPOCH');
  if (epochs === undefined) return undefined;
  let first: EpochTick | undefined;
  let tick: EpochTick | undefined;
  let perEpoch = 0;
  let steps = 0;
  let step = 0;
  let losses: Record<string, number> = {};
  const read = (): TrainingReading => {
    const done = tick === undefined || first === undefined ? 0 : tick.epoch - first.epoch;
    const inEpoch = tick === undefined || perEpoch === 0 ? 0 : Math.max(0, step + 1 - tick.step) / perEpoch;
    const all = (tick?.epochs ?? 0) - (first?.epoch ?? 0);
    return {
      epoch: tick === undefined ? 0 : tick.epoch + 1,
      epochs: tick?.epochs ?? 0,
      steps,
      step,
      losses,
      fraction: perEpoch === 0 || all <= 0 ? undefined : Math.min(1, (done + inEpoch) / all),
    };
  };
  graph.observe(epochs, packet => {
    const next = packet.value;
    if (!epochTick.is(next)) return;
    first ??= next;
    // Also where nobody tells the losses: whatever lies before an epoch is done.
    step = Math.max(step, next.step - 1);
    steps = Math.max(steps, next.step - first.step);
    if (tick !== undefined) {
      perEpoch = next.step - tick.step;
      onEpoch(read());
    }
    tick = next;
  });
  const stream = streamOf(trainer, 'LOSSES');
  if (stream !== undefined) {
    graph.observe(stream, packet => {
      steps += 1;
      step = packet.timestamp;
      if (!record.is(packet.value)) return;
      losses = Object.fromEntries(
        Object.entries(packet.value).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
      );
    });
  }
  return { read };
}

/** One line of progress. `elapsed` in seconds; `tensors`: how many the backends hold. */
export function formatTraining(reading: TrainingReading, elapsed: number, tensors: number): string {
  const { epoch, epochs, steps, step, losses, fraction } = reading;
  const shown = Object.entries(losses).filter(([name]) => !name.includes('.'));
  const parts = [
    `epoch ${epoch}/${epochs}`,
    `step ${step}`,
    `${(elapsed > 0 ? steps / elapsed : 0).toFixed(1)} steps/s`,
    ...shown.map(([name, value]) => `${name} ${value.toPrecision(4)}`),
  ];
  if (fraction !== undefined && fraction > 0) parts.push(`ETA ${formatSeconds(elapsed / fraction - elapsed)}`);
  parts.push(`tensors ${tensors}`);
  return parts.join('  ');
}
