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
          const spans = linearSpans(mask.width, width);
          const runs: number[] = [];
          let left = -1;
          let right = -1;
          for (let x = 0; x < width; x++) {
            const l = spans.low[Math.max(0, x - radius)]!;
            const r = spans.high[Math.min(width - 1, x + radius)]!;
            if (l === left && r === right) runs[runs.length - 4] = x + 1;
            else runs.push(x + 1, l, r, 0);
            left = l;
            right = r;
          }
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
            call.integers(runs),
            runs.length / 4,
            call.scratch((mask.width + 4) * 4),
            call.scratch((mask.width + 4) * 4),
            flags,
            flagPitch,
            half,
            shared.length,
            call.scratch(keepRows * 3 * planePitch),
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
