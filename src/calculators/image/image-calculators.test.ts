import { describe, expect, it } from 'vitest';
import { paintMask, paintRgba, speckle } from '../../../test/fixtures/image/test-images.ts';
import { type CalculatorRun, calculatorConformance, type InputEntry } from '../../graph/testing/index.ts';
import { imageCalculators } from './index.ts';
import { createImageKernels } from './kernels/create-image-kernels.ts';

const picture = paintRgba(24, 16, (x, y) => [speckle(x, y), speckle(x, y, 2), speckle(x, y, 3)]);
const mask = paintMask(12, 8, (x, y) => speckle(x, y) / 255);
const full = paintMask(24, 16, (x, y) => speckle(x, y) / 255);
const small = paintMask(6, 4, () => 1);
const tensor = { shape: [1, 2, 2, 2], dtype: 'float32' as const, data: Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7]) };
const twice = (value: unknown): readonly InputEntry[] => [[0, value], [40_000, value], [80_000]];

// The results of two runs are compared after both have given their buffers back: a pool that reuses memory would have
// overwritten the first.
const kernels = createImageKernels({ backend: 'typescript' });
const services = { image_kernels: kernels };

/** One ordinary run per calculator; what is missing here fails below. */
const runs: Readonly<Record<string, CalculatorRun>> = {
  BackgroundBlurCalculator: { inputs: { IMAGE: twice(picture), MASK: twice(full) } },
  BackgroundReplaceCalculator: {
    inputs: { IMAGE: twice(picture), MASK: twice(mask) },
    sidePackets: { BACKGROUND: picture },
  },
  BoundaryFMeasureCalculator: { inputs: { PREDICTED: twice(mask), TRUTH: twice(full) } },
  CompositeCalculator: { inputs: { FOREGROUND: twice(picture), BACKGROUND: twice(picture), MASK: twice(mask) } },
  ImageDownsampleCalculator: { inputs: { IMAGE: twice(picture) }, options: { width: 7, height: 5 } },
  ImageFromGpuCalculator: { inputs: { IMAGE: twice(picture) } },
  ImageToGpuCalculator: { inputs: { IMAGE: twice(picture) } },
  ImageToMaskCalculator: { inputs: { IMAGE: twice(picture) } },
  ImageToTensorCalculator: {
    inputs: { IMAGE: twice(picture) },
    options: { output_tensor_width: 7, keep_aspect_ratio: true },
  },
  JointBilateralRefineCalculator: { inputs: { IMAGE: twice(picture), MASK: twice(mask) } },
  MaskCleanupCalculator: { inputs: { MASK: twice(mask) } },
  MaskDownsampleCalculator: { inputs: { MASK: twice(mask), SIZE_OF: twice(small) } },
  MaskInstabilityCalculator: { inputs: { MASK: twice(mask) } },
  MaskIouCalculator: { inputs: { PREDICTED: twice(mask), TRUTH: twice(full) } },
  MaskToImageCalculator: { inputs: { MASK: twice(mask) } },
  QualityGovernorCalculator: { inputs: { TIMING: twice(20) }, outputs: ['TIER'] },
  SegmentationSmoothingCalculator: { inputs: { MASK: twice(mask), MASK_PREVIOUS: twice(mask) } },
  TensorsToSegmentationCalculator: { inputs: { TENSORS: twice([tensor]) } },
};

describe('the image calculators', () => {
  it('are each tried', () => {
    expect(imageCalculators.map(one => one.name)).toEqual(Object.keys(runs));
  });

  for (const calculator of imageCalculators) {
    const run = { ...runs[calculator.name], services };
    for (const test of calculatorConformance(calculator, { cases: { 'an ordinary run': run } })) {
      it(test.name, async () => {
        await test.run();
        expect(kernels.stats().liveBuffers).toBe(0);
      });
    }
  }
});
