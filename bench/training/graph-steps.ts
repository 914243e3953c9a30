import { createNodeGraph } from '../../runtime-node/create-node-graph.ts';
import { builtinCalculators } from '../../src/calculators/index.ts';
import type { TrainingBackendName } from '../../src/calculators/train/index.ts';
import { createRegistry, type GraphConfig, planGraph } from '../../src/graph/index.ts';
import { processorSeconds } from './processor-seconds.ts';
import { randomRows } from './random-rows.ts';
import type { TrainingSubject } from './training-subject.ts';

/** The names that the losses of a subject call its batches. */
export function rolesOf({ losses }: TrainingSubject): readonly string[] {
  return losses.some(one => one['role'] === 'pairs') ? ['main', 'pairs'] : ['main'];
}

/**
 * Steps per second of a training graph, from the first loss to the last: loop, batch source and step.
 *
 * @param seconds - the clock. Default: processor time.
 */
export async function graphSteps(
  subject: TrainingSubject,
  backend: TrainingBackendName,
  steps: number,
  seconds: () => number = processorSeconds,
): Promise<number> {
  const roles = rolesOf(subject);
  const config: GraphConfig = {
    input_side_packet: ['rows'],
    node: [
      {
        calculator: 'EpochLoopCalculator',
        input_stream: 'EPOCH_END:end',
        input_stream_info: { tag_index: 'EPOCH_END', back_edge: true },
        output_stream: 'EPOCH:epoch',
        // The table is one batch, so an epoch is one step: no graph has more to do around a step.
        options: { epochs: steps + 1 },
      },
      {
        calculator: 'BatchSourceCalculator',
        input_stream: 'EPOCH:epoch',
        input_side_packet: 'TABLE:rows',
        output_stream: ['BATCH:batch', 'EPOCH_END:end'],
        options: { batch_size: subject.batch, shuffle: false },
      },
      {
        calculator: 'TrainStepCalculator',
        input_stream: roles.map((_, i) => `BATCH:${i}:batch`),
        output_stream: 'LOSSES:losses',
        options: {
          model: { layers: subject.layers },
          optimizer: { kind: 'adam', learning_rate: 0.001 },
          losses: subject.losses,
          roles,
          backend,
        },
      },
    ],
  };
  const graph = createNodeGraph(planGraph(config, { registry: createRegistry(builtinCalculators) }));
  let [seen, first, last] = [0, 0, 0];
  graph.observe('losses', () => {
    seen += 1;
    if (seen === 1) first = seconds();
    if (seen === steps + 1) last = seconds();
  });
  await graph.run({ sidePackets: { rows: randomRows(subject).table } });
  return steps / (last - first);
}
