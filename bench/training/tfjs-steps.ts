import type { Rank, Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { TrainingBackend } from '../../src/calculators/train/index.ts';
import { buildLayer } from '../../src/calculators/train/network/layer-builders.ts';
import { processorSeconds } from './processor-seconds.ts';
import { randomRows } from './random-rows.ts';
import type { TrainingSubject } from './training-subject.ts';

/** tfjs wants names of its own for the layers of each model. */
let models = 0;

/**
 * Steps per second of processor time of plain tfjs with Adam: `trainOnBatch`, or, for the step of MinDiff, which that does not offer, the same
 * losses in tfjs operations. Tensors are made from arrays in each step, as a training on data does.
 */
export async function tfjsSteps(backend: TrainingBackend, subject: TrainingSubject, steps: number): Promise<number> {
  backend.activate();
  const { core: tf } = backend;
  const { x, y } = randomRows(subject);
  const model = modelOf(backend, subject);
  const optimizer = tf.train.adam(0.001);
  const isMinDiff = subject.losses.length > 1;
  if (!isMinDiff) model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const step = async (): Promise<void> => {
    backend.activate();
    const tensors = [
      tf.tensor(x, [subject.batch, ...subject.shape]),
      tf.tensor(y, [subject.batch, subject.classes]),
    ] as const;
    if (isMinDiff) await minDiffStep(backend, model, optimizer, tensors);
    else await model.trainOnBatch(...tensors);
    tf.dispose([...tensors]);
  };
  await step();
  const begin = processorSeconds();
  for (let i = 0; i < steps; i++) await step();
  const seconds = processorSeconds() - begin;
  model.dispose();
  optimizer.dispose();
  return steps / seconds;
}

function modelOf({ layers }: TrainingBackend, subject: TrainingSubject): LayersModel {
  models += 1;
  const input = layers.input({ shape: [...subject.shape] });
  const output = subject.layers.reduce<SymbolicTensor>(
    (at, one, i) => buildLayer(layers, one, `peer_${models}_${i}`, 'bench').apply(at) as SymbolicTensor,
    input,
  );
  return layers.model({ inputs: input, outputs: output });
}

async function minDiffStep(
  { core: tf }: TrainingBackend,
  model: LayersModel,
  optimizer: ReturnType<TrainingBackend['core']['train']['adam']>,
  [x, y]: readonly [x: Tensor, y: Tensor],
): Promise<void> {
  const rows = x.shape[0] ?? 0;
  const half = rows / 2;
  const loss = optimizer.minimize((): Scalar => {
    const task = tf.losses.logLoss(y, model.apply(x, { training: true }) as Tensor);
    const p = tf.reshape(model.apply(x, { training: true }) as Tensor, [rows, 1]);
    const kernel = tf.exp(tf.mul(tf.square(tf.sub(p, tf.transpose(p))), -100));
    const part = (row: number, column: number): Tensor =>
      tf.mean(tf.slice(kernel, [row * half, column * half], [half, half]));
    const mmd = tf.sub(tf.add(part(0, 0), part(1, 1)), tf.mul(part(0, 1), 2));
    return tf.reshape<Rank.R0>(tf.add(task, tf.mul(mmd, 1.5)), []);
  }, true);
  await loss?.data();
  loss?.dispose();
}
