import type { Batch, TrainingBackend } from '../../src/calculators/train/index.ts';
import { type LossSettings, lossOption } from '../../src/calculators/train/losses/loss-options.ts';
import { buildNetwork } from '../../src/calculators/train/network/build-network.ts';
import { createTrainer } from '../../src/calculators/train/steps/trainer.ts';
import { readOptions } from '../../src/graph/index.ts';
import { rolesOf } from './graph-steps.ts';
import { processorSeconds } from './processor-seconds.ts';
import { randomRows } from './random-rows.ts';
import type { TrainingSubject } from './training-subject.ts';

/** Steps per second of processor time of the training step of the graph, called in a loop without a graph. */
export async function bareSteps(backend: TrainingBackend, subject: TrainingSubject, steps: number): Promise<number> {
  const { table } = randomRows(subject);
  const rows = Array.from({ length: subject.batch }, (_, i) => i);
  const batch: Batch = { epoch: 0, step: 0, last: false, table, rows, ids: rows };
  const batches = new Map(rolesOf(subject).map(role => [role, batch]));
  const trainer = createTrainer({
    built: buildNetwork(backend, { layers: subject.layers }, subject.shape, 1, 'bench'),
    losses: subject.losses.map(
      loss => readOptions({ loss: lossOption }, { loss }, 'bench').loss as unknown as LossSettings,
    ),
    optimiser: { kind: 'adam', learning_rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    clipNorm: 0,
    inputs: 'x',
    seed: 1,
    where: 'bench',
  });
  await trainer.step({ step: 0, batches, rate: 0.001 });
  const begin = processorSeconds();
  for (let step = 1; step <= steps; step++) await trainer.step({ step, batches, rate: 0.001 });
  const seconds = processorSeconds() - begin;
  trainer.dispose();
  return steps / seconds;
}
