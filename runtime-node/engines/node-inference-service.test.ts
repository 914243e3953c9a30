import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../src/graph/index.ts';
import { tinyNetwork } from '../../test/fixtures/network/networks.ts';
import { toOnnx } from '../../test/fixtures/network/onnx-model.ts';
import { randomPicture } from '../../test/fixtures/network/random-picture.ts';
import { nodeInferenceService } from './node-inference-service.ts';

const selfie = fileURLToPath(new URL('../../../shared/models/selfie.json', import.meta.url));
const portrait = resolve(selfie, '../../media/portrait-cgi.jpg');
const present = existsSync(selfie) && existsSync(portrait);

function request(model: string, engine = 'auto', lines: string[] = []) {
  return { model, engine, threads: 1, log: (_: string, line: string) => lines.push(line) };
}

describe.skipIf(!present)(
  present
    ? 'with the selfie model'
    : 'with the selfie model (SKIPPED: ../shared/models and ../shared/media are absent)',
  () => {
    it('finds the person in a portrait, the same with wasm and the reference', async () => {
      const { default: sharp } = await import('sharp');
      const pixels = await sharp(portrait).resize(256, 256, { fit: 'fill' }).removeAlpha().raw().toBuffer();
      const input: Tensor = {
        shape: [1, 256, 256, 3],
        dtype: 'float32',
        data: Float32Array.from(pixels, value => value / 255),
      };
      const service = nodeInferenceService();
      const lines: string[] = [];
      const masks: Tensor[] = [];
      for (const engine of ['auto', 'tfjs-cpu']) {
        const model = await service.load(request(selfie, engine, lines));
        expect(model.inputs.map(one => one.shape)).toEqual([[1, 256, 256, 3]]);
        masks.push(...(await model.run([input])));
        await model.dispose();
      }
      const [mask, reference] = masks;
      expect(mask?.shape).toEqual([1, 256, 256, 1]);
      const values = mask?.data ?? [];
      let inside = 0;
      let worst = 0;
      for (let i = 0; i < values.length; i++) {
        const value = values[i] ?? Number.NaN;
        expect(value >= 0 && value <= 1).toBe(true);
        if (value > 0.5) inside += 1;
        worst = Math.max(worst, Math.abs(value - (reference?.data[i] ?? 9)));
      }
      expect(worst).toBeLessThan(1e-4);
      // A portrait: the middle is the person, the upper corners are not.
      expect(values[128 * 256 + 128]).toBeGreaterThan(0.9);
      expect(values[0]).toBeLessThan(0.1);
      expect(values[255]).toBeLessThan(0.1);
      expect(inside / values.length).toBeGreaterThan(0.15);
      expect(inside / values.length).toBeLessThan(0.85);
      expect(lines).toEqual([
        `model ${selfie} (tfjs-graph-model): engine tfjs-wasm, WASM SIMD, 1 thread; auto takes it for tfjs-graph-model files`,
        expect.stringMatching(/engine tfjs-cpu, plain JavaScript, slow: .* the graph asks for it$/),
      ]);
    });
  },
);

it('takes model files as they are, and picks ONNX Runtime for ONNX', async () => {
  const lines: string[] = [];
  const model = await nodeInferenceService().load({
    ...request('', 'auto', lines),
    model: toOnnx(tinyNetwork()),
  });
  const [mask] = await model.run([randomPicture(16, 8, 1)]);
  expect(mask?.shape).toEqual([1, 8, 16, 1]);
  expect(lines.join()).toMatch(/engine onnxruntime, ONNX Runtime .* CPU, 1 thread; auto takes it for onnx files/);
  await model.dispose();
});

it('reads nothing outside its roots when it is limited', async () => {
  const service = nodeInferenceService({ files: { roots: ['.'] } });
  await expect(service.load(request('/etc/hostname'))).rejects.toThrow('lies outside the folders');
});
