import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildKernels } from '../../../../scripts/build-kernels.mjs';
import { createImageKernels } from './create-image-kernels.ts';

describe('createImageKernels', () => {
  it('says which backend it chose and why', () => {
    expect(createImageKernels()).toMatchObject({
      backend: 'wasm',
      reason: 'WebAssembly SIMD is available, 512 MiB reserved',
    });
    expect(createImageKernels({ backend: 'typescript' })).toMatchObject({
      backend: 'typescript',
      reason: 'TypeScript kernels were asked for',
    });
  });

  it('falls back to TypeScript when the memory is refused, and fails when wasm was demanded', () => {
    const memoryBytes = 2 ** 45;
    const chosen = createImageKernels({ memoryBytes });
    expect(chosen.backend).toBe('typescript');
    expect(chosen.reason).toMatch(/^WebAssembly cannot run: /);
    expect(() => createImageKernels({ backend: 'wasm', memoryBytes })).toThrow(
      /^image kernels: WebAssembly cannot run: .*\. Use backend "auto" or "typescript"\.$/,
    );
  });

  it('has a binary that is exactly what its sources give, as those of training have', async () => {
    for (const { path, text } of await buildKernels()) expect(readFileSync(path, 'utf8')).toBe(text);
    // Compiling takes seconds where many share a core.
  }, 60_000);

  for (const backend of ['wasm', 'typescript'] as const) {
    describe(`the pool of ${backend}`, () => {
      it('counts what is on loan, takes buffers back, and refuses a second release', () => {
        const kernels = createImageKernels({ backend });
        const first = kernels.allocRgba(17, 9);
        expect(first.data.length).toBe(17 * 9 * 4);
        const plane = kernels.allocPlane(3, 5);
        expect(plane.data.length).toBe(15);
        expect(kernels.stats().liveBuffers).toBe(2);
        expect(kernels.stats().liveBytes).toBeGreaterThanOrEqual(17 * 9 * 4 + 60);
        first.release();
        plane.release();
        expect(kernels.stats()).toMatchObject({ liveBuffers: 0, liveBytes: 0 });
        expect(() => first.release()).toThrow('released twice');
      });

      it('throws after dispose', () => {
        const kernels = createImageKernels({ backend });
        kernels.dispose();
        expect(() => kernels.allocRgba(1, 1)).toThrow('used after dispose()');
      });
    });
  }

  it('reuses a released buffer of the same class and works in place on pooled data', () => {
    const kernels = createImageKernels({ backend: 'wasm', memoryBytes: 1 << 20 });
    const a = kernels.allocRgba(64, 64);
    const at = a.data.byteOffset;
    a.release();
    expect(kernels.stats().pooledBytes).toBeGreaterThan(0);
    const b = kernels.allocRgba(65, 64);
    expect(b.data.byteOffset).toBe(at);
    expect(b.data.buffer.byteLength).toBe(1 << 20);
    expect(kernels.stats()).toMatchObject({ pooledBytes: 0, liveBuffers: 1 });
  });

  it('takes buffers from the heap when the memory is used up, and still gives right results', () => {
    const kernels = createImageKernels({ backend: 'wasm', memoryBytes: 1 << 16 });
    const held = [];
    while (kernels.stats().overflowed === 0) held.push(kernels.allocRgba(16, 16));
    const source = new Uint8Array(64 * 64 * 4).fill(90);
    const target = kernels.allocRgba(32, 32);
    kernels.resizeRgba({ width: 64, height: 64, data: source }, { width: 32, height: 32, data: target.data }, 'area');
    expect(new Set(target.data)).toEqual(new Set([90]));
    target.release();
    for (const buffer of held) buffer.release();
    expect(kernels.stats().liveBuffers).toBe(0);
  });

  it('refuses data that does not fit its size', () => {
    const kernels = createImageKernels();
    const pixels = { width: 2, height: 2, data: new Uint8Array(15) };
    const plane = { width: 2, height: 2, data: new Float32Array(4) };
    expect(() => kernels.composite(pixels, pixels, plane, pixels)).toThrow(
      'composite: foreground of 2x2 has 15 values. It needs 16, row-major without padding.',
    );
  });
});
