import { basename } from 'node:path';
import { boundaryFMeasure, boundaryRadius } from '../../src/calculators/image/kernels/boundary-f-measure.ts';
import type { ImageKernels } from '../../src/calculators/image/kernels/image-kernels.ts';
import { coverageAlpha, litChannel, wrapWeight } from '../../src/calculators/image/kernels/light-wrap.ts';
import { maskIou } from '../../src/calculators/image/kernels/mask-iou.ts';
import { typescriptKernels } from '../../src/calculators/image/kernels/typescript-kernels.ts';

/** What a case file gave. */
export interface CaseFileResult {
  readonly passed: number;
  readonly failed: readonly { readonly name: string; readonly message: string }[];
  readonly skipped: readonly { readonly name: string; readonly message: string }[];
}

type Case = Readonly<Record<string, unknown>>;

/** One check of a case: throws with the reason when it does not hold. */
type Check = (one: Case, tolerance: number, kernels: ImageKernels) => void;

const checks: Readonly<Record<string, Check>> = {
  joint_bilateral: checkJointBilateral,
  coc_blur: checkBlur,
  light_wrap: checkLightWrap,
  mask_smoothing: checkSmoothing,
  mask_metrics: checkMetrics,
};

/**
 * Runs one oracle file of the segmentation cases. The file's kind is its name; an unknown name or a file of another
 * form is reported as skipped. Pass `kernels` to run another implementation than the TypeScript one, with `tolerance`
 * in place of the file's.
 */
export function runSegmentationCaseFile(
  json: unknown,
  path: string,
  kernels: ImageKernels = typescriptKernels('the oracle'),
  tolerance?: number,
): CaseFileResult {
  const kind = basename(path).replace(/\.json$/, '');
  const check = checks[kind];
  if (check === undefined) return skip(path, `no segmentation case is called "${kind}"`);
  if (!isRecord(json) || !Array.isArray(json['cases']) || typeof json['tolerance'] !== 'number') {
    return skip(path, 'the file has no list "cases" and number "tolerance"');
  }
  let passed = 0;
  const failed: { name: string; message: string }[] = [];
  json['cases'].forEach((one: unknown, index) => {
    const name = `${kind}[${index}]`;
    try {
      if (!isRecord(one)) throw new Error('the case is not an object');
      check(one, tolerance ?? Number(json['tolerance']), kernels);
      passed++;
    } catch (error) {
      failed.push({ name, message: error instanceof Error ? error.message : String(error) });
    }
  });
  return { passed, failed, skipped: [] };
}

function checkJointBilateral(one: Case, tolerance: number, kernels: ImageKernels): void {
  const width = numberAt(one, 'width');
  const height = numberAt(one, 'height');
  const guide = { width, height, data: rgba(listAt(one, 'rgb')) };
  const mask = {
    width: numberAt(one, 'mask_width'),
    height: numberAt(one, 'mask_height'),
    data: Float32Array.from(listAt(one, 'mask')),
  };
  const target = { width, height, data: new Float32Array(width * height) };
  kernels.upsampleMask(mask, target);
  close('upsampled', target.data, listAt(one, 'upsampled'), tolerance);
  kernels.jointBilateral(guide, mask, target, {
    radius: numberAt(one, 'radius'),
    sigmaSpace: numberAt(one, 'sigma_space'),
    sigmaColor: numberAt(one, 'sigma_color'),
    stride: 1,
    flatTolerance: 0,
  });
  close('output', target.data, listAt(one, 'output'), tolerance);
}

function checkBlur(one: Case, tolerance: number, kernels: ImageKernels): void {
  const width = numberAt(one, 'width');
  const height = numberAt(one, 'height');
  const rgb = listAt(one, 'rgb').map(value => value / 255);
  const mask = listAt(one, 'mask');
  const data = new Float32Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) data[i * 4 + c] = rgb[i * 3 + c] ?? Number.NaN;
    data[i * 4 + 3] = 1 - (mask[i] ?? Number.NaN);
  }
  kernels.weightedBlur(
    { width, height, data },
    { radius: numberAt(one, 'radius'), sigma: numberAt(one, 'sigma'), iterations: numberAt(one, 'iterations') },
  );
  const blurred = rgb.map((_, i) => data[Math.floor(i / 3) * 4 + (i % 3)] ?? Number.NaN);
  close('blurred', blurred, listAt(one, 'blurred'), tolerance);
  const output = rgb.map((value, i) => {
    const m = mask[Math.floor(i / 3)] ?? Number.NaN;
    return m * value + (1 - m) * (blurred[i] ?? Number.NaN);
  });
  close('output', output, listAt(one, 'output'), tolerance);
}

// The kernel works on 8-bit pictures; the case is in floats, so it runs on the functions that the kernel is made of.
function checkLightWrap(one: Case, tolerance: number): void {
  const [lo = Number.NaN, hi = Number.NaN] = listAt(one, 'coverage');
  const strength = numberAt(one, 'strength');
  const blend = one['blend'];
  if (blend !== 'screen' && blend !== 'add') throw new Error(`blend is ${String(blend)}`);
  const background = rowsAt(one, 'background');
  const output = rowsAt(one, 'output');
  const mask = listAt(one, 'mask');
  rowsAt(one, 'frame').forEach((frame, i) => {
    const m = mask[i] ?? Number.NaN;
    const alpha = coverageAlpha(m, lo, hi);
    const mixed = frame.map((value, c) => {
      const under = background[i]?.[c] ?? Number.NaN;
      return alpha * litChannel(value, under, strength * wrapWeight(m, hi), blend) + (1 - alpha) * under;
    });
    close(`output[${i}]`, mixed, output[i] ?? [], tolerance);
  });
}

function checkSmoothing(one: Case, tolerance: number, kernels: ImageKernels): void {
  const current = Float32Array.from(listAt(one, 'current'));
  const plane = (data: Float32Array) => ({ width: data.length, height: 1, data });
  const target = plane(new Float32Array(current.length));
  const previous = Float32Array.from(listAt(one, 'previous'));
  kernels.smoothMask(plane(current), plane(previous), target, numberAt(one, 'ratio'));
  close('output', target.data, listAt(one, 'output'), tolerance);
}

function checkMetrics(one: Case, tolerance: number): void {
  const width = numberAt(one, 'width');
  const height = numberAt(one, 'height');
  const predicted = { width, height, data: fromRuns(listAt(one, 'predicted'), width * height) };
  const truth = { width, height, data: fromRuns(listAt(one, 'truth'), width * height) };
  const reach = numberAt(one, 'tolerance');
  const found = boundaryFMeasure(predicted, truth, reach);
  close('radius', [boundaryRadius(width, height, reach)], [numberAt(one, 'radius')], 0);
  close('iou', [maskIou(predicted, truth)], [numberAt(one, 'iou')], tolerance);
  close('precision', [found.precision], [numberAt(one, 'precision')], tolerance);
  close('recall', [found.recall], [numberAt(one, 'recall')], tolerance);
  close('f', [found.f], [numberAt(one, 'f')], tolerance);
}

/** Run lengths that start with the zeros, as a mask of 0 and 1. */
function fromRuns(runs: readonly number[], length: number): Float32Array {
  const mask = new Float32Array(length);
  let at = 0;
  runs.forEach((run, i) => {
    mask.fill(i % 2, at, at + run);
    at += run;
  });
  if (at !== length) throw new Error(`the runs cover ${at} of ${length} pixels`);
  return mask;
}

function close(
  name: string,
  actual: { readonly length: number; readonly [index: number]: number },
  expected: readonly number[],
  tolerance: number,
): void {
  if (actual.length !== expected.length) throw new Error(`${name}: ${actual.length} values, not ${expected.length}`);
  expected.forEach((want, i) => {
    const got = actual[i] ?? Number.NaN;
    // Written so that NaN fails.
    if (!(Math.abs(got - want) <= tolerance)) throw new Error(`${name}[${i}] is ${got}, not ${want}`);
  });
}

function rgba(rgb: readonly number[]): Uint8Array {
  const data = new Uint8Array((rgb.length / 3) * 4).fill(255);
  rgb.forEach((value, i) => {
    data[Math.floor(i / 3) * 4 + (i % 3)] = value;
  });
  return data;
}

function isRecord(value: unknown): value is Case {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberAt(one: Case, name: string): number {
  const value = one[name];
  if (typeof value !== 'number') throw new Error(`"${name}" is not a number`);
  return value;
}

function listAt(one: Case, name: string): readonly number[] {
  const value: unknown = one[name];
  if (!isNumbers(value)) throw new Error(`"${name}" is not a list of numbers`);
  return value;
}

function rowsAt(one: Case, name: string): readonly (readonly number[])[] {
  const value: unknown = one[name];
  if (!Array.isArray(value) || !value.every(isNumbers)) throw new Error(`"${name}" is not a list of rows of numbers`);
  return value;
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(entry => typeof entry === 'number');
}

function skip(path: string, message: string): CaseFileResult {
  return { passed: 0, failed: [], skipped: [{ name: path, message }] };
}
