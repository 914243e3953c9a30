import { MediaError } from '../../src/graph/index.ts';
import type { GpuKeeper, OpenGpu } from '../device/gpu-keeper.ts';
import type { FrameImporter } from './frame-importer.ts';

/**
 * Imports frames for calculators on a GPU: the frame, which may lie there already, becomes a picture in a buffer of the
 * device without a copy to the CPU. Colours are converted by the browser.
 *
 * After the loss of a device it waits for the next one; when there is none any more, it goes on as `fallback` does.
 */
export function gpuFrameImporter(keeper: GpuKeeper, fallback: FrameImporter): FrameImporter {
  return {
    async toImage(given) {
      const gpu = await keeper.ready();
      if (gpu === undefined) return fallback.toImage(given);
      const { frame } = given;
      const rect = frame.visibleRect;
      if (rect === null) throw new MediaError('frame: it was closed before it was read. Hand each frame over once.');
      const { width, height } = rect;
      try {
        return gpu.kernels.importPicture(foreign(gpu, frame, width, height), { width, height });
      } catch (cause) {
        // What a device says that is going is no fault of the frame; that it is going is told a moment later.
        await new Promise(later => setTimeout(later, 0));
        if (keeper.current !== gpu || gpu.kernels.lost) return this.toImage(given);
        throw new MediaError(
          `frame: the GPU cannot take it (${frame.format ?? 'opaque'}, ${width}x${height}: ${cause instanceof Error ? cause.message : String(cause)}). Use a source of this page's own origin, or gpu: 'off'.`,
          0,
          { cause },
        );
      }
    },
  };
}

/** Where the browser shows no frames to shaders, the frame is copied into a texture, on the GPU as well. */
function foreign({ device }: OpenGpu, frame: VideoFrame, width: number, height: number) {
  if ('importExternalTexture' in device) return { external: device.importExternalTexture({ source: frame }) };
  const texture = textureOf(device, width, height);
  (device as GPUDevice).queue.copyExternalImageToTexture({ source: frame }, { texture }, [width, height]);
  return { texture };
}

/** One texture per device and size: frames go through it one after the other. */
const textures = new WeakMap<GPUDevice, GPUTexture>();

function textureOf(device: GPUDevice, width: number, height: number): GPUTexture {
  const known = textures.get(device);
  if (known?.width === width && known.height === height) return known;
  known?.destroy();
  // TEXTURE_BINDING for the kernel; the others are what copies from the browser ask for.
  const usage = 0x4 | 0x2 | 0x10;
  const made = device.createTexture({ size: [width, height], format: 'rgba8unorm', usage });
  textures.set(device, made);
  return made;
}
