import type { CanvasSink } from './sink.ts';

/**
 * Shows an output on a canvas, which takes the size of the pictures. Masks are shown in gray.
 *
 * A graph that runs in a worker takes the canvas over for good: nobody else may draw on it afterwards, and another graph
 * in a worker needs another canvas.
 */
export function canvas(element: HTMLCanvasElement | OffscreenCanvas): CanvasSink {
  return { takes: 'canvas', canvas: element };
}
