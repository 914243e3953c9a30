import { expect, it } from 'vitest';
import { formatTraining, type TrainingReading } from './watch-training.ts';

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
