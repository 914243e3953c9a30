import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { litertEngine } from '../../src/calculators/tensor/index.ts';
import { ModelError, type Tensor } from '../../src/graph/index.ts';
import { openLitert } from './open-litert.ts';

const model = path.resolve(import.meta.dirname, '../../../shared/models/selfie_segmentation.tflite');
const missing = existsSync(model) ? '' : ' (needs ../shared/models/selfie_segmentation.tflite, which is not here)';

describe('LiteRT', () => {
  const engine = litertEngine({ open: openLitert });

  it('says what is wrong with a file that is no model', async () => {
    const bytes = new TextEncoder().encode('\x1c\0\0\0TFL3 and nothing more');
    const loading = engine.load({ name: 'bad.tflite', format: 'tflite', bytes }, { threads: 1 });
    await expect(loading).rejects.toThrow(
      /^model bad\.tflite: LiteRT cannot load it: .+ Convert it again, or to ONNX\.$/,
    );
    await expect(loading).rejects.toBeInstanceOf(ModelError);
  });

  it('says how to go on without the package', async () => {
    const without = litertEngine({ open: () => Promise.reject(new Error('no such file')) });
    const bytes = new Uint8Array(8);
    await expect(without.load({ name: 'm', format: 'tflite', bytes }, { threads: 1 })).rejects.toThrow(
      "LiteRT's WebAssembly cannot be loaded (no such file)",
    );
  });

  it.skipIf(missing !== '')(`runs a model, twice the same, and frees it${missing}`, async () => {
    const bytes = new Uint8Array(readFileSync(model));
    const one = await engine.load({ name: 'selfie', format: 'tflite', bytes }, { threads: 1 });
    expect(one).toMatchObject({
      engine: 'litert',
      inputs: [{ shape: [1, 256, 256, 3], dtype: 'float32' }],
      outputs: [{ shape: [1, 256, 256, 1], dtype: 'float32' }],
    });
    const data = Float32Array.from({ length: 256 * 256 * 3 }, (_, i) => ((i * 7919) % 256) / 255);
    const input: Tensor = { shape: [1, 256, 256, 3], dtype: 'float32', data };
    const [first] = await one.run([input]);
    const [second] = await one.run([input]);
    // Compared by hand: matchers take seconds for so many numbers.
    expect(first?.data.length).toBe(256 * 256);
    expect(first?.data.every((value, i) => value >= 0 && value <= 1 && value === second?.data[i])).toBe(true);
    await one.dispose();
    await one.dispose();
    expect(() => one.run([input])).toThrow('model selfie: it was disposed. Load it again.');
  });
});
