import { expect, it } from 'vitest';
import { builtinCalculators } from '../../../src/calculators/index.ts';
import { epochTick } from '../../../src/calculators/train/index.ts';
import {
  createGraph,
  createRegistry,
  defineCalculator,
  planGraph,
  record,
  required,
} from '../../../src/graph/index.ts';
import { formatTraining, type TrainingReading, watchTraining } from './watch-training.ts';

const reading: TrainingReading = {
  epoch: 2,
  epochs: 4,
  steps: 30,
  step: 29,
  losses: { task: 0.5, 'task.pairs': 3, total: 0.75 },
  fraction: 0.25,
};

it('shows epoch, speed, losses, what is left and what is held', () => {
  expect(formatTraining(reading, 10, 6)).toBe(
    'epoch 2/4  step 29  3.0 steps/s  task 0.5000  total 0.7500  ETA 0:30  tensors 6',
  );
  const start = formatTraining({ ...reading, steps: 0, losses: {}, fraction: undefined }, 0, 0);
  expect(start).toBe('epoch 2/4  step 29  0.0 steps/s  tensors 0');
});

/** Three epochs of one step of a calculator of the user's own, which tells what it does under `tag`. */
async function watched<Tag extends string>(tag: Tag): Promise<readonly TrainingReading[]> {
  const learner = defineCalculator({
    name: 'LearnerCalculator',
    summary: 'Learns.',
    example: `calculator: LearnerCalculator`,
    inputs: { EPOCH: required(epochTick, 'The epochs') },
    outputs: { [tag]: required(record, 'What is learnt') },
    open: () => ({
      process({ inputs, outputs }) {
        outputs[tag]?.emit({ policy: (inputs.EPOCH.value?.epoch ?? 0) + 0.5, note: 'a text' });
      },
    }),
  });
  const registry = createRegistry([...builtinCalculators, learner]);
  const loop = {
    calculator: 'EpochLoopCalculator',
    input_stream: 'VERDICT:done',
    input_stream_info: { tag_index: 'VERDICT', back_edge: true },
    output_stream: 'EPOCH:epoch',
    options: { epochs: 3 },
  };
  const learn = { calculator: 'LearnerCalculator', input_stream: 'EPOCH:epoch', output_stream: `${tag}:done` };
  const plan = planGraph({ node: [loop, learn] }, { registry });
  const graph = createGraph(plan);
  const readings: TrainingReading[] = [];
  const watch = watchTraining(graph, plan, one => readings.push(one));
  await graph.run();
  return watch === undefined ? readings : [...readings, watch.read()];
}

it('follows whatever tells its losses: steps, losses and how much is done', async () => {
  const [first, second, last] = await watched('LOSSES');
  expect(first).toEqual({ epoch: 1, epochs: 3, steps: 1, step: 0, losses: { policy: 0.5 }, fraction: 1 / 3 });
  expect(second).toMatchObject({ epoch: 2, steps: 2, step: 1, losses: { policy: 1.5 }, fraction: 2 / 3 });
  expect(last).toMatchObject({ epoch: 3, steps: 3, step: 2, losses: { policy: 2.5 }, fraction: 1 });
});

it('counts by the epochs where nobody tells losses', async () => {
  const [first, second, last] = await watched('DONE');
  expect(first).toMatchObject({ epoch: 1, steps: 1, step: 0, losses: {}, fraction: 1 / 3 });
  expect(second).toMatchObject({ epoch: 2, steps: 2, step: 1, fraction: 2 / 3 });
  expect(last).toMatchObject({ epoch: 3, steps: 2, step: 1, fraction: 2 / 3 });
});
