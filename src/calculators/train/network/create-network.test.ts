import { describe, expect, it } from 'vitest';
import { nodeTrainingBackends } from '../../../../runtime-node/training/node-training-backends.ts';
import { distance, measureNetwork, networkCases } from '../../../../test/fixtures/training/measure-network.ts';

const backends = nodeTrainingBackends();
const [cpu, wasm] = [await backends.open('cpu'), await backends.open('wasm')];

describe('a network on wasm', () => {
  it.each(networkCases)('gives outputs and gradients of the cpu backend: $name', async network => {
    const [want, got] = [await measureNetwork(cpu, network), await measureNetwork(wasm, network)];
    expect(want.gradients.some(list => list.some(value => Math.abs(value) > 1e-3))).toBe(true);
    expect(distance(want, got)).toBeLessThan(1e-5);
    expect([want.leaked, got.leaked]).toEqual([0, 0]);
  });
});

it('names the kernel that a backend lacks', async () => {
  const cases = networkCases.filter(({ name }) => name.startsWith('embedding'));
  wasm.core.unregisterKernel('UnsortedSegmentSum', 'wasm');
  for (const network of cases) {
    await expect(measureNetwork(wasm, network)).rejects.toThrow(
      'network: tfjs has no UnsortedSegmentSum on wasm, which its layers need. Set backend to another one, such as cpu.',
    );
  }
  // Opening the backend registers what it lacks.
  await backends.open('wasm');
  for (const network of cases) expect((await measureNetwork(wasm, network)).leaked).toBe(0);
  expect(cases).toHaveLength(1);
});
