import { checkLength, checkPlane, checkRgba } from '../check-pixels.ts';
import type { ImageKernels } from '../image-kernels.ts';
import type { RgbaPixels } from '../pixels.ts';
import type { ResizeFilter } from '../tensor-target.ts';
import type { KernelCall } from './kernel-call.ts';
import type { KernelHost } from './kernel-host.ts';

/** More rows than this overflow the 16-bit sums of the area kernel; such ratios run in TypeScript. */
const mostAreaRows = 250;

/** Up to so many pixels per box of whole-numbered scale the sums fit 16 bits. */
const mostAreaPixels = 257;

/** Resizing of pictures and masks. */
export function wasmResize({
  kernels,
  reference,
  run,
  tables,
}: KernelHost): Pick<ImageKernels, 'resizeRgba' | 'resizeToTensor' | 'upsampleMask'> {
  const resize = (
    call: KernelCall,
    source: RgbaPixels,
    target: { readonly width: number; readonly height: number; readonly data: Uint8Array | Float32Array },
    filter: ResizeFilter,
    mode: number,
    range: readonly [number, number],
  ): void => {
    const from = call.input(source.data);
    const to = call.output(target.data);
    const { width, height } = target;
    const kx = source.width / width;
    const ky = source.height / height;
    if (filter === 'area' && Number.isInteger(kx) && Number.isInteger(ky) && kx * ky <= mostAreaPixels) {
      const row = call.scratch((source.width + 8) * 8);
      const norm = 1 / (kx * ky);
      kernels.resizeAreaWhole(from, source.width, kx, ky, to, width, height, row, norm, mode, range[0], range[1]);
    } else if (filter === 'area') {
      const xs = tables.area(source.width, width);
      const ys = tables.area(source.height, height);
      const row = call.scratch((source.width + 4) * 16);
      const norm = (width * height) / (source.width * source.height);
      kernels.resizeArea(from, source.width, xs, ys, to, width, height, row, norm, mode, range[0], range[1]);
    } else {
      const xs = tables.linear(source.width, width);
      const ys = tables.linear(source.height, height);
      const rows = call.scratch(width * 32);
      kernels.resizeBilinear(from, source.width, xs, ys, to, width, height, rows, mode, range[0], range[1]);
    }
  };
  const tooManyRows = (source: RgbaPixels, height: number, filter: ResizeFilter): boolean =>
    filter === 'area' && source.height / height > mostAreaRows;

  return {
    resizeRgba: (source, target, filter) => {
      checkRgba('resizeRgba', 'source', source);
      checkRgba('resizeRgba', 'target', target);
      if (tooManyRows(source, target.height, filter)) reference.resizeRgba(source, target, filter);
      else {
        run(
          call => resize(call, source, target, filter, 0, [0, 255]),
          () => reference.resizeRgba(source, target, filter),
        );
      }
    },
    resizeToTensor: (source, target, filter) => {
      checkRgba('resizeToTensor', 'source', source);
      checkLength('resizeToTensor', 'target', target.width, target.height, target.data.length, 3);
      if (tooManyRows(source, target.height, filter)) reference.resizeToTensor(source, target, filter);
      else {
        run(
          call => resize(call, source, target, filter, target.layout === 'nhwc' ? 1 : 2, target.range),
          () => reference.resizeToTensor(source, target, filter),
        );
      }
    },
    upsampleMask: (source, target) => {
      checkPlane('upsampleMask', 'source', source);
      checkPlane('upsampleMask', 'target', target);
      const { width, height } = target;
      run(
        call =>
          kernels.upsampleMask(
            call.input(source.data),
            source.width,
            tables.linear(source.width, width),
            tables.linear(source.height, height),
            call.output(target.data),
            width,
            height,
            call.scratch((width + 4) * 8),
          ),
        () => reference.upsampleMask(source, target),
      );
    },
  };
}
