import type { ImageKernels } from '../image-kernels.ts';
import { checkJointBilateral, spatialTaps } from '../joint-bilateral.ts';
import { linearSpans } from '../linear-spans.ts';
import type { KernelHost } from './kernel-host.ts';

/** Up to so many bytes the joint bilateral keeps the weights of its last rows in place of computing them twice. */
const mostSharedBytes = 4 << 20;

/** The joint bilateral filter. */
export function wasmJointBilateral({
  heap,
  kernels,
  reference,
  run,
  tables,
}: KernelHost): Pick<ImageKernels, 'jointBilateral'> {
  // A video has one size.
  let last: { readonly key: string; readonly made: FlatWindows } | undefined;
  const windowsOf = (from: number, to: number, radius: number): FlatWindows => {
    const key = `${from} ${to} ${radius}`;
    if (last?.key !== key) last = { key, made: flatWindows(from, to, radius) };
    return last.made;
  };
  return {
    jointBilateral: (guide, mask, target, options) => {
      checkJointBilateral(guide, mask, target, options);
      const { width, height } = guide;
      run(
        call => {
          const { offsets, weights } = spatialTaps(options);
          const { radius } = options;
          const taps = call.scratch(4 * (offsets.length + weights.length));
          new Int32Array(heap, taps, offsets.length).set(offsets);
          new Float32Array(heap, taps + 4 * offsets.length, weights.length).set(weights.map(Math.log2));
          const { windows, widths, cellPitch } = windowsOf(mask.width, width, radius);
          const columns = 4 * (mask.width + (widths.at(-1) ?? 0) + 16);
          const ringRows = 2 * radius + 1;
          // The weights ahead of a pixel, shared with the pixel they lead to, while they fit the processor's cache.
          const ahead = offsets.flatMap((dy, j) =>
            offsets.flatMap((dx, i) =>
              dy > 0 || (dy === 0 && dx > 0) ? [{ dy, dx, weight: Math.log2(weights[j * offsets.length + i]!) }] : [],
            ),
          );
          const keepRows = radius + 1;
          const planePitch = (width + 128) * 4;
          const shared = keepRows * ahead.length * planePitch <= mostSharedBytes ? ahead : [];
          const half = call.scratch(Math.max(1, shared.length) * 32);
          shared.forEach(({ dy, dx, weight }, i) => {
            new Int32Array(heap, half + i * 32, 2).set([dy, dx]);
            new Float32Array(heap, half + i * 32 + 8, 1)[0] = weight;
          });
          const flagPitch = width + 160;
          const flags = call.scratch((keepRows + 1) * flagPitch);
          new Uint8Array(heap, flags, (keepRows + 1) * flagPitch).fill(0);
          kernels.jointBilateral(
            call.input(guide.data),
            width,
            height,
            call.input(mask.data),
            mask.width,
            tables.linear(mask.width, width),
            tables.linear(mask.height, height),
            call.output(target.data),
            radius,
            taps,
            offsets.length,
            -Math.LOG2E / (2 * (255 * options.sigmaColor) ** 2),
            options.flatTolerance,
            call.scratch(ringRows * (width + 4) * 4),
            ringRows,
            call.scratch((width + 4) * 8),
            call.scratch(offsets.length * 8),
            call.integers(windows),
            call.integers(widths),
            widths.length,
            call.scratch(widths.length * cellPitch + 16),
            cellPitch,
            call.scratch(columns),
            call.scratch(columns),
            flags,
            flagPitch,
            call.scratch(keepRows),
            half,
            shared.length,
            call.scratch(keepRows * 2 * planePitch),
            planePitch,
            call.scratch(keepRows * ((width >> 4) + 2)),
            call.scratch(keepRows * shared.length * planePitch),
          );
        },
        () => reference.jointBilateral(guide, mask, target, options),
      );
    },
  };
}

/** The cells of a mask row that the window of each pixel covers, as `markRough` of the assembly reads them. */
interface FlatWindows {
  /** Per pixel the first cell, and where its flag lies among those of all widths. */
  readonly windows: readonly number[];
  /** The widths that occur, in cells behind the first, ascending. */
  readonly widths: readonly number[];
  /** Bytes from the flags of one width to those of the next. */
  readonly cellPitch: number;
}

function flatWindows(from: number, to: number, radius: number): FlatWindows {
  const { low, high } = linearSpans(from, to);
  const edges = Array.from({ length: to }, (_, x) => {
    // Both are clamped into the picture.
    const left = low[Math.max(0, x - radius)]!;
    return { left, width: high[Math.min(to - 1, x + radius)]! - left };
  });
  const widths = [...new Set(edges.map(one => one.width))].sort((a, b) => a - b);
  const rows = new Map(widths.map((width, row) => [width, row]));
  const cellPitch = from + 16;
  const windows = edges.flatMap(({ left, width }) => [left, (rows.get(width) ?? 0) * cellPitch + left]);
  return { windows, widths, cellPitch };
}
