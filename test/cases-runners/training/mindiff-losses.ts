import { minDiffKind, minDiffLoss } from '../../../src/calculators/train/kernels/losses/min-diff.ts';
import {
  kernelMatrix,
  type MinDiffKernel,
  minDiffKernelKind,
} from '../../../src/calculators/train/kernels/losses/min-diff-kernel.ts';
import { type TransformKind, transform } from '../../../src/calculators/train/kernels/losses/transform.ts';
import type { Matrix } from '../../../src/calculators/train/kernels/matrix.ts';
import {
  type Case,
  type CaseChecks,
  close,
  listAt,
  matrixAt,
  numberAt,
  numbersAt,
  textAt,
  throws,
  weightsAt,
} from './case-tools.ts';

/** MinDiff losses: values, gradients, kernels and errors. */
export const minDiffLossChecks: CaseChecks = {
  library_cases: checkValue,
  random_cases: checkValue,
  edge_cases: checkValue,
  gradients: one => {
    const given = matrixAt(one, 'variables');
    const scores: Matrix = { ...given, data: Float64Array.from(given.data, value => 3 * value) };
    close(
      'gradient',
      measure(one, scores).gradient.map(value => 3 * value),
      one['expected'],
      numberAt(one, 'atol'),
    );
  },
  kernels: one => {
    const kernel = { kind: minDiffKernelKind(textAt(one, 'kernel')), length: numberAt(one, 'kernel_length') };
    close('kernel', kernelMatrix(kernel, matrixAt(one, 'x')).data, one['expected'], numberAt(one, 'atol'));
  },
  errors: one => {
    if (typeof one['kernel'] === 'string') throws('kernel', () => minDiffKernelKind(textAt(one, 'kernel')), /unknown/);
    else if (typeof one['loss'] === 'string') throws('loss', () => minDiffKind(textAt(one, 'loss')), /unknown/);
    else if (Array.isArray(one['losses'])) {
      for (const loss of listAt(one, 'losses')) {
        const each = { ...one, loss };
        throws(String(loss), () => measure(each, matrixAt(one, 'predictions')), /negative weights/);
      }
    } else throw new Error('the case names neither a kernel nor a loss');
  },
};

function checkValue(one: Case): void {
  const found = measure(one, matrixAt(one, 'predictions'));
  const rtol = typeof one['rtol'] === 'number' ? one['rtol'] : 0;
  close('loss', found.value, one['expected'], numberAt(one, 'atol'), rtol);
  const gradient = one['expected_gradient_wrt_predictions'];
  if (gradient !== undefined) close('gradient', found.gradient, gradient, numberAt(one, 'grad_atol'), rtol);
}

function measure(one: Case, predictions: Matrix): { readonly value: number; readonly gradient: Float64Array } {
  const kind = (one['predictions_transform'] ?? 'identity') as TransformKind;
  const { output, back } = transform(kind, predictions);
  const kernel: MinDiffKernel = {
    kind: minDiffKernelKind(typeof one['kernel'] === 'string' ? one['kernel'] : 'gaussian'),
    length: typeof one['kernel_length'] === 'number' ? one['kernel_length'] : 0.1,
  };
  const batch = { scores: output, membership: numbersAt(one, 'membership'), weights: weightsAt(one) };
  const loss = minDiffLoss(minDiffKind(textAt(one, 'loss')), batch, kernel);
  return { value: loss.value, gradient: back(loss.gradients[0] ?? new Float64Array(0)) };
}
