import { type Calculator, type Image, image } from '../../../graph/index.ts';
import { type CalculatorResult, type CalculatorRun, runCalculator } from '../../../graph/testing/index.ts';
import { createImageKernels } from '../kernels/create-image-kernels.ts';

/**
 * Runs an image calculator with its own kernels and checks that every buffer of their pool came back.
 *
 * @throws Error when buffers are still on loan after the run.
 */
export async function runImageCalculator(calculator: Calculator, run: CalculatorRun): Promise<CalculatorResult> {
  const kernels = createImageKernels({ memoryBytes: 64 << 20 });
  const result = await runCalculator(calculator, { ...run, services: { image_kernels: kernels } });
  const { liveBuffers } = kernels.stats();
  if (liveBuffers !== 0) throw new Error(`${calculator.name}: ${liveBuffers} buffers are still on loan. Release them.`);
  return result;
}

/** The images of one output, in time. */
export function imagesOf(result: CalculatorResult, port: string): Image[] {
  return (result.outputs[port] ?? []).map(([, value]) => {
    if (!image.is(value)) throw new Error(`${port}: not an image`);
    return value;
  });
}
