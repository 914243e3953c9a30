import type { Tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { createTrainingBackend, type OpenedBackend } from './create-training-backend.ts';

const opened = { tfjs: { core: {}, activate: () => undefined }, layers: {} } as unknown as Omit<OpenedBackend, 'name'>;
const tensor = (data: Float32Array, later: Promise<Float32Array>): Tensor =>
  ({ dataSync: () => data, data: () => later }) as unknown as Tensor;

it('numbers on the CPU come at once, apart from the tensor', () => {
  const data = Float32Array.of(1, 2);
  const read = createTrainingBackend({ name: 'cpu', ...opened }).read([tensor(data, Promise.resolve(data))]);
  expect(read).toEqual([data]);
  expect((read as readonly Float32Array[])[0]).not.toBe(data);
});

it('a read of a device that is lost fails, also when the device never answers', async () => {
  let lose: (info: { readonly message: string }) => void = () => undefined;
  const lost = new Promise<{ readonly message: string }>(resolve => {
    lose = resolve;
  });
  const backend = createTrainingBackend({ name: 'webgpu', ...opened, device: { lost } });
  const answered = await backend.read([tensor(new Float32Array(0), Promise.resolve(Float32Array.of(3)))]);
  expect(answered).toEqual([Float32Array.of(3)]);
  const waiting = backend.read([tensor(new Float32Array(0), new Promise(() => undefined))]);
  lose({ message: 'unplugged' });
  await expect(waiting).rejects.toThrow(
    'training backend webgpu: the device was lost: unplugged. Run the graph again, or resume it from its last checkpoint.',
  );
});
