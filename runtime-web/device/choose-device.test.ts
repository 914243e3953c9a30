import { expect, it } from 'vitest';
import { chooseDevice, type DeviceHost, type DeviceWish } from './choose-device.ts';

const gpu = (adapter: unknown): DeviceHost => ({
  gpu: {
    requestAdapter: () => (adapter instanceof Error ? Promise.reject(adapter) : Promise.resolve(adapter as null)),
  },
});
const software = gpu({ info: { vendor: 'google', architecture: 'swiftshader', isFallbackAdapter: true } });
const real = gpu({ info: { vendor: 'acme', architecture: '' } });

it.each<[DeviceHost, DeviceWish, 'webgpu' | 'wasm', string, boolean | undefined]>([
  [{}, {}, 'wasm', 'this browser has no WebGPU', undefined],
  [gpu(null), {}, 'wasm', 'WebGPU found no adapter', undefined],
  [gpu(new Error('blocked')), {}, 'wasm', 'WebGPU gave no adapter: blocked', undefined],
  [software, {}, 'wasm', 'the WebGPU adapter (google swiftshader) is software, slower than WebAssembly', true],
  [software, { gpu: 'software' }, 'webgpu', 'the software WebGPU adapter (google swiftshader) was asked for', true],
  [real, {}, 'webgpu', 'the WebGPU adapter (acme) is a GPU', false],
  [real, { gpu: 'off' }, 'wasm', 'the page asks for WebAssembly (gpu: off)', undefined],
  [real, { cpuOnly: 'node "a" (B) is slow' }, 'wasm', 'node "a" (B) is slow; a WebGPU adapter (acme) is there', false],
])('says why: %#', async (host, wish, kind, reason, fallback) => {
  const choice = await chooseDevice(host, wish);
  expect(choice.kind).toBe(kind);
  expect(choice.reason).toContain(reason);
  expect(choice.adapter?.fallback).toBe(fallback);
});
