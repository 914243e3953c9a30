import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createImageKernels } from '../../src/calculators/image/kernels/create-image-kernels.ts';
import { runSegmentationCaseFile } from './segmentation.ts';

const folder = fileURLToPath(new URL('../cases/segmentation/', import.meta.url));
const files = readdirSync(folder).filter(name => name.endsWith('.json'));
const read = (name: string): unknown => JSON.parse(readFileSync(`${folder}${name}`, 'utf8'));

describe('segmentation oracles', () => {
  it('are all there', () => {
    expect(files.length).toBe(5);
  });

  it.each(files)('%s holds for the TypeScript kernels', name => {
    const result = runSegmentationCaseFile(read(name), name);
    expect(result.failed).toEqual([]);
    expect(result.skipped).toEqual([]);
    expect(result.passed).toBeGreaterThan(0);
  });

  it.each(files)('%s holds for the SIMD kernels within 1e-5', name => {
    const kernels = createImageKernels({ backend: 'wasm' });
    const result = runSegmentationCaseFile(read(name), name, kernels, name === 'mask_metrics.json' ? undefined : 1e-5);
    expect(result.failed).toEqual([]);
    expect(result.passed).toBeGreaterThan(0);
  });

  it('reports a wrong value, and skips what it does not know', () => {
    const wrong = { tolerance: 1e-6, cases: [{ ratio: 0, current: [0.25], previous: [0], output: [0.5] }] };
    expect(runSegmentationCaseFile(wrong, 'mask_smoothing.json').failed).toEqual([
      { name: 'mask_smoothing[0]', message: 'output[0] is 0.25, not 0.5' },
    ]);
    expect(runSegmentationCaseFile(wrong, 'other.json').skipped).toHaveLength(1);
    expect(runSegmentationCaseFile([], 'mask_smoothing.json').skipped).toHaveLength(1);
  });
});
