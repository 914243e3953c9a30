import { defineService, type GpuImage, type Image, type Service } from '../../src/graph/index.ts';
import type { PageFrame } from './page-frame.ts';

/**
 * Turns the browser's frames into image packets. Which representation they have is the device's matter: on CPU the pixels
 * are copied into the kernels' pool; a GPU device keeps the frame where it is.
 */
export interface FrameImporter {
  /** The picture of a frame. The frame stays the caller's; it is not used after the promise has settled. @throws MediaError */
  toImage(frame: PageFrame): Promise<Image | GpuImage>;
}

/** Turns the browser's frames into image packets. The runtime gives it, by the device of the graph. */
export const frameImporterService: Service<FrameImporter> = defineService<FrameImporter>({
  key: 'frame_importer',
  description: 'Turns frames of the browser into image packets, on the device of the graph',
});
