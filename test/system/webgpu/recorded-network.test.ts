import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeGpu, type NodeGpu } from '../../../runtime-node/device/node-gpu.ts';
import { tfjsWasmPath } from '../../../runtime-node/index.ts';
import { recordCommands } from '../../../src/calculators/tensor/engines/record-commands.ts';
import { tfjsEngine, tfjsGpuEngine } from '../../../src/calculators/tensor/index.ts';
import { findSoftwareGpu, hasSoftwareGpu, realGpu, whyNoSoftwareGpu } from '../../fixtures/gpu/node-gpus.ts';
import { toGraphModel } from '../../fixtures/network/graph-model.ts';
import { largestDifference } from '../../fixtures/network/largest-difference.ts';
import { segmentationLikeNetwork, tinyNetwork } from '../../fixtures/network/networks.ts';
import { randomPicture } from '../../fixtures/network/random-picture.ts';

const onReal = realGpu.adapter !== undefined;
const where = onReal ? 'on a real GPU' : 'on a software adapter';

describe.skipIf(!onReal && !hasSoftwareGpu)(`networks by recorded commands, ${where}${whyNoSoftwareGpu}`, () => {
  let gpu: NodeGpu;
  beforeAll(async () => {
    gpu = onReal ? createNodeGpu() : createNodeGpu('software', findSoftwareGpu);
    await gpu.kernels();
  });
  afterAll(() => gpu.close());

  const wasm = tfjsEngine({ backend: 'wasm', wasmPath: tfjsWasmPath() });
  const engine = tfjsGpuEngine({ current: () => gpu.current(), fallback: wasm });

  it.each([
    ['a tiny network', tinyNetwork()] as const,
    // A software adapter takes minutes to compile it.
    ...(onReal ? [['a network with shortcuts and squeezes', segmentationLikeNetwork(32, 16)] as const] : []),
  ])('%s gives the bytes that it gives without', async (_, spec) => {
    const plain = await engine.load(toGraphModel(spec), { threads: 1 });
    const warm = await engine.load(toGraphModel(spec), { threads: 1 });
    const onCpu = await wasm.load(toGraphModel(spec), { threads: 1 });
    await warm.warmUp?.([randomPicture(spec.width, spec.height, 0)]);
    expect(warm.detail).toMatch(/, by recorded commands$/);
    expect(plain.detail).not.toMatch(/recorded/);
    const kernels = await gpu.kernels();
    if (kernels === undefined) throw new Error('webgpu: the adapter is gone. Run the test again.');
    // The second is asked for while the results of the first are still held.
    const held = [];
    for (const seed of [1, 2, 3]) {
      const picture = randomPicture(spec.width, spec.height, seed);
      const lent = kernels.upload({
        width: spec.width * 3,
        height: spec.height,
        data: picture.data as Float32Array<ArrayBuffer>,
      });
      const input = kernels.adopt(lent.memory.buffer, picture.shape, () => lent.release());
      const [recorded] = (await warm.runOnGpu?.([input])) ?? [];
      const [told] = (await plain.runOnGpu?.([input])) ?? [];
      const [wanted] = await onCpu.run([picture]);
      if (recorded === undefined || told === undefined) throw new Error('no result');
      held.push({ recorded, told, wanted });
      input.release();
    }
    for (const { recorded, told, wanted } of held) {
      const bytes = await recorded.read();
      expect(bytes).toEqual(await told.read());
      expect(largestDifference(bytes, wanted)).toBeLessThan(1e-4);
      recorded.release();
      told.release();
    }
    expect(kernels.stats().liveBuffers).toBe(0);
    await Promise.all([plain.dispose(), warm.dispose(), onCpu.dispose()]);
  });

  it('are not recorded where values come from the CPU, and the device is as it was', async () => {
    const device = (await gpu.kernels())?.device;
    if (device === undefined) throw new Error('webgpu: the adapter is gone. Run the test again.');
    const before = Object.getOwnPropertyNames(device);
    const buffer = device.createBuffer({ size: 16, usage: 0x80 | 0x8 });
    const encode = (values: boolean) => () => {
      if (values) device.queue.writeBuffer(buffer, 0, new Float32Array(4));
      const encoder = device.createCommandEncoder();
      encoder.beginComputePass().end();
      device.queue.submit([encoder.finish()]);
      return 'encoded';
    };
    expect(recordCommands(device, encode(false))).toEqual({ result: 'encoded', commands: [] });
    expect(recordCommands(device, encode(true))).toEqual({ result: 'encoded', commands: undefined });
    const cleared = recordCommands(device, () => {
      const encoder = device.createCommandEncoder();
      encoder.clearBuffer(buffer);
      device.queue.submit([encoder.finish()]);
    });
    expect(cleared.commands).toBeUndefined();
    expect(() =>
      recordCommands(device, () => {
        throw new Error('the network failed');
      }),
    ).toThrow('the network failed');
    expect(Object.getOwnPropertyNames(device)).toEqual(before);
    buffer.destroy();
  });
});
