import { expect, it } from 'vitest';
import { chooseDevice, type DeviceHost } from './choose-device.ts';

const gpu = (adapter: unknown): DeviceHost => ({
  gpu: {
    requestAdapter: () => (adapter instanceof Error ? Promise.reject(adapter) : Promise.resolve(adapter as null)),
  },
});

it.each<[DeviceHost, string, boolean | undefined]>([
  [{}, 'this browser has no WebGPU', undefined],
  [gpu(null), 'WebGPU found no adapter', undefined],
  [gpu(new Error('blocked')), 'WebGPU gave no adapter: blocked', undefined],
  [
    gpu({ info: { vendor: 'google', architecture: 'swiftshader', isFallbackAdapter: true } }),
    'the WebGPU adapter (google swiftshader) is software, slower than WebAssembly',
    true,
  ],
  [gpu({ info: { vendor: 'acme', architecture: '' } }), 'a WebGPU adapter (acme) is there', false],
])('says why: %#', async (host, reason, fallback) => {
  const choice = await chooseDevice(host);
  expect(choice.kind).toBe('wasm');
  expect(choice.reason).toContain(reason);
  expect(choice.adapter?.fallback).toBe(fallback);
});
