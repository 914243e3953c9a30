import { checkRgba, checkSameSize } from '../check-pixels.ts';
import type { ImageKernels } from '../image-kernels.ts';
import { yuvCoefficients } from '../yuv-colour.ts';
import { checkYuv } from '../yuv-layout.ts';
import type { KernelHost } from './kernel-host.ts';

/** 4:2:0 pictures to and from RGBA. */
export function wasmYuv({ kernels, reference, run }: KernelHost): Pick<ImageKernels, 'yuvToRgba' | 'rgbaToYuv'> {
  return {
    yuvToRgba: (source, target, colour) => {
      checkYuv('yuvToRgba', source);
      checkRgba('yuvToRgba', 'target', target);
      checkSameSize('yuvToRgba', 'source and target', source, target);
      const { width, height, layout } = source;
      const { kr, kg, kb, black, lumaSteps, chromaSteps } = yuvCoefficients(colour);
      // 15-bit factors: luma comes shifted left by 7 and chroma by 8, results are in 1/64.
      const luma = Math.round((255 / lumaSteps) * 16384);
      const chroma = (255 / chromaSteps) * 8192;
      const redV = 2 * (1 - kr) * chroma;
      const blueU = 2 * (1 - kb) * chroma;
      run(
        call => {
          const from = call.input(source.data);
          const planes = chromaPlanes(from, width, height, layout);
          kernels.yuvToRgba(
            from,
            planes.u,
            planes.v,
            planes.step,
            call.output(target.data),
            width,
            height,
            black,
            luma,
            Math.round(redV),
            Math.round((-blueU * kb) / kg),
            Math.round((-redV * kr) / kg),
            Math.round(blueU),
          );
        },
        () => reference.yuvToRgba(source, target, colour),
      );
    },
    rgbaToYuv: (source, target, colour) => {
      checkRgba('rgbaToYuv', 'source', source);
      checkYuv('rgbaToYuv', target);
      checkSameSize('rgbaToYuv', 'source and target', source, target);
      const { width, height } = source;
      const { kr, kb, black, lumaSteps, chromaSteps } = yuvCoefficients(colour);
      const luma = (lumaSteps / 255) * 32768;
      const blue = (chromaSteps / (4 * 255 * 2 * (1 - kb))) * 131072;
      const red = (chromaSteps / (4 * 255 * 2 * (1 - kr))) * 131072;
      run(
        call => {
          const to = call.output(target.data);
          const planes = chromaPlanes(to, width, height, target.layout);
          const [ur, ub] = [Math.round(-kr * blue), Math.round((1 - kb) * blue)];
          const [vr, vb] = [Math.round((1 - kr) * red), Math.round(-kb * red)];
          // The weights of luma sum to its whole range and those of chroma to 0, so that gray stays gray.
          const [yr, yb] = [Math.round(kr * luma), Math.round(kb * luma)];
          const yg = Math.round(luma) - yr - yb;
          kernels.rgbaToYuv(
            call.input(source.data),
            width,
            height,
            to,
            planes.u,
            planes.v,
            planes.step,
            black,
            yr,
            yg,
            yb,
            ur,
            -ur - ub,
            ub,
            vr,
            -vr - vb,
            vb,
          );
        },
        () => reference.rgbaToYuv(source, target, colour),
      );
    },
  };
}

/** Where the chroma of a 4:2:0 picture at `base` lies, and the distance between its samples. */
function chromaPlanes(
  base: number,
  width: number,
  height: number,
  layout: 'i420' | 'nv12',
): { readonly u: number; readonly v: number; readonly step: number } {
  const u = base + width * height;
  if (layout === 'nv12') return { u, v: u + 1, step: 2 };
  return { u, v: u + ((width + 1) >> 1) * ((height + 1) >> 1), step: 1 };
}
