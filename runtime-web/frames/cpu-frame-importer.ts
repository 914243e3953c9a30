import type { ImageKernels } from '../../src/calculators/image/index.ts';
import { yuvColour } from '../../src/calculators/image/kernels/yuv-colour.ts';
import { yuvLength } from '../../src/calculators/image/kernels/yuv-layout.ts';
import { type Image, MediaError } from '../../src/graph/index.ts';
import type { CopyCounter } from '../device/copy-counter.ts';
import type { FrameImporter } from './frame-importer.ts';

/**
 * Imports frames for calculators on CPU: copies the planes of the visible part (the coded picture may be larger) into the
 * kernels' pool and converts them by the kernels' own rule, so that a page and Node see the same bytes. Frames in red,
 * green and blue are copied as they are; of frames whose pixels the browser does not show, or has in a rarer format, it
 * is asked for red, green and blue.
 */
export function cpuFrameImporter(kernels: ImageKernels, copies: CopyCounter): FrameImporter {
  return {
    async toImage({ frame, tags }) {
      const rect = frame.visibleRect;
      if (rect === null) throw new MediaError('frame: it was closed before it was read. Hand each frame over once.');
      const { width, height } = rect;
      const { format } = frame;
      const target = kernels.allocRgba(width, height);
      try {
        const rgba = { width, height, data: target.data };
        if (format === 'I420' || format === 'NV12') {
          const planes = kernels.allocBytes(yuvLength(width, height));
          try {
            await frame.copyTo(planes.data, { rect, layout: planeLayout(format, width, height) });
            copies.toCpu(planes.data.length);
            const { matrix, fullRange } = tags ?? frame.colorSpace;
            const layout = format === 'I420' ? 'i420' : 'nv12';
            kernels.yuvToRgba(
              { width, height, layout, data: planes.data },
              rgba,
              yuvColour(height, { matrix, fullRange }),
            );
          } finally {
            planes.release();
          }
        } else {
          await frame.copyTo(target.data, { rect, format: 'RGBA', layout: [{ offset: 0, stride: width * 4 }] });
          copies.toCpu(target.data.length);
          // The fourth byte of RGBX is undefined; pictures of cameras are opaque.
          if (format === 'RGBX' || format === 'BGRX') opaque(target.data);
        }
      } catch (cause) {
        target.release();
        throw new MediaError(
          `frame: its pixels (${format ?? 'opaque'}, ${width}x${height}) cannot be read (${cause instanceof Error ? cause.message : String(cause)}). Use a source of this page's own origin, or another browser.`,
          0,
          { cause },
        );
      }
      const picture: Image = {
        kind: 'cpu',
        format: 'rgba8',
        width,
        height,
        data: target.data,
        release: () => target.release(),
      };
      return picture;
    },
  };
}

/** Planes one after the other without padding; odd sizes round chroma up. */
function planeLayout(format: 'I420' | 'NV12', width: number, height: number): PlaneLayout[] {
  const chromaWidth = (width + 1) >> 1;
  const chromaHeight = (height + 1) >> 1;
  const luma = { offset: 0, stride: width };
  const first = width * height;
  if (format === 'NV12') return [luma, { offset: first, stride: 2 * chromaWidth }];
  return [
    luma,
    { offset: first, stride: chromaWidth },
    { offset: first + chromaWidth * chromaHeight, stride: chromaWidth },
  ];
}

function opaque(data: Uint8Array): void {
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
}
