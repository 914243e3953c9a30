import { type Image, MediaError } from '../../src/graph/index.ts';
import type { CopyCounter } from '../device/copy-counter.ts';
import { toRgbaBytes } from './to-rgba-bytes.ts';

/** Draws pictures on a canvas. */
export interface CanvasPainter {
  /** Draws a picture over the whole canvas. */
  draw(image: Image): void;
  /** Draws what another canvas has shown over the whole canvas: no pixel leaves the browser's own memory. */
  show(picture: ImageBitmap): void;
  /** Draws the visible part of a frame of the browser over the whole canvas. The frame stays the caller's. */
  pass(frame: VideoFrame): void;
}

/** Makes a painter. @throws MediaError when the canvas is used in another way already. */
export function canvasPainter(canvas: HTMLCanvasElement | OffscreenCanvas, copies: CopyCounter): CanvasPainter {
  const context = canvas.getContext('2d', { alpha: false });
  if (!is2d(context)) {
    throw new MediaError('canvas: it has a context of another kind already. Give a fresh canvas element.');
  }
  let picture: ImageData | undefined;
  return {
    draw(image) {
      const { width, height } = image;
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      if (picture?.width !== width || picture.height !== height) picture = new ImageData(width, height);
      toRgbaBytes(image, picture.data);
      context.putImageData(picture, 0, 0);
      copies.fromCpu(picture.data.length);
    },
    show(shown) {
      if (canvas.width !== shown.width) canvas.width = shown.width;
      if (canvas.height !== shown.height) canvas.height = shown.height;
      context.drawImage(shown, 0, 0);
    },
    pass(frame) {
      const { width = 0, height = 0 } = frame.visibleRect ?? {};
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      context.drawImage(frame, 0, 0, width, height);
    },
  };
}

/** Also for the compiler: with the types of WebGPU in sight it takes what a canvas gives for any context. */
function is2d(context: object | null): context is CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D {
  return context !== null && 'drawImage' in context;
}
