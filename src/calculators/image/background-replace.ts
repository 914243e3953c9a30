import {
  anyImage,
  defineCalculator,
  type Image,
  image,
  option,
  optional,
  type Rgba8Image,
  required,
} from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { coverCrop } from './kernels/cover-crop.ts';
import { coverRect } from './kernels/cover-rect.ts';
import type { GpuImageKernels, GpuPixels, PixelSize } from './kernels/gpu/gpu-image-kernels.ts';
import type { ImageKernels } from './kernels/image-kernels.ts';
import { newRgbaImage } from './new-image.ts';
import { emitFinished, kernelMemory, onGpu, withGpuMask } from './on-gpu.ts';
import { requireCpu } from './require-cpu.ts';
import { requireRgba } from './require-rgba.ts';
import { withMask } from './with-mask.ts';

/**
 * Puts another picture behind the person, whose edges take on some of its light (light wrapping).
 *
 * The new background covers the frame: cut to its shape around the middle and resized, once per background and frame
 * size. It comes as a side packet (one for the whole run) or as a stream; a stream's last picture stays in place until
 * the next one. Until there is a background nothing is sent: the real one is not shown.
 */
export const backgroundReplaceCalculator = defineCalculator({
  name: 'BackgroundReplaceCalculator',
  summary: 'Puts another picture behind the person, with the new background’s light on the edges.',
  example: `
calculator: BackgroundReplaceCalculator
input_stream: [IMAGE:frame, MASK:fine_mask]
input_side_packet: BACKGROUND:background
output_stream: IMAGE:replaced
options: {coverage: [0.5, 0.75], strength: 0.3, blend: screen}
`,
  inputs: {
    IMAGE: required(anyImage, 'Pictures (rgba8)'),
    MASK: required(anyImage, 'Masks, 1 = foreground'),
    BACKGROUND: optional(anyImage, 'New backgrounds (rgba8), in place of the side packet'),
  },
  sidePackets: { BACKGROUND: optional(image, 'The new background (rgba8), in place of the stream') },
  outputs: { IMAGE: required(anyImage, 'The pictures with their background replaced') },
  options: {
    coverage: option.list(option.number({ description: 'A mask value', required: true, minimum: 0, maximum: 1 }), {
      description: 'The two mask values between which the foreground fades in; the light fades out above the second',
      default: [0.5, 0.75],
      minItems: 2,
      maxItems: 2,
    }),
    strength: option.number({
      description: 'How much light of the background falls on the foreground’s edges',
      default: 0.3,
      minimum: 0,
      maximum: 1,
    }),
    blend: option.choice(['screen', 'add'], {
      description: 'How light adds to the foreground: screen never clips, add is brighter',
      default: 'screen',
    }),
  },
  services: { kernels: imageKernelsService },
  *check(view) {
    const count = view.inputs('BACKGROUND') + view.sidePackets('BACKGROUND');
    if (count !== 1) {
      yield `BACKGROUND is connected ${count === 0 ? 'neither as a stream nor' : 'both as a stream and'} as a side packet. Connect exactly one of them.`;
    }
    const [lo = 0, hi = 0] = view.options.coverage;
    if (!(lo < hi)) yield `coverage is [${lo}, ${hi}]. Make the first smaller than the second.`;
  },
  open(opened) {
    const given = opened.sidePackets.BACKGROUND;
    /** The background at the frame's size and where the frame is, ours to release. */
    let fitted: Rgba8Image | GpuPixels | undefined;
    const keep = <T extends Rgba8Image | GpuPixels>(made: T): T => {
      fitted?.release?.();
      fitted = made;
      return made;
    };
    /** The background for a frame in CPU memory; `undefined` when it went with its GPU. */
    const onCpu = (kernels: ImageKernels, frame: PixelSize): Rgba8Image | undefined => {
      if (fitted?.kind === 'cpu' && isSize(fitted, frame)) return fitted;
      // From the original where it is at hand, so that a change of size does not resize twice.
      const source = given ?? fitted;
      return source?.kind === 'cpu' ? keep(cover(kernels, source, frame)) : undefined;
    };
    /** The same for a frame on a GPU. The side packet is uploaded once. */
    const onDevice = (kernels: ImageKernels, gpu: GpuImageKernels, frame: PixelSize): GpuPixels | undefined => {
      const there = fitted?.kind === 'gpu' && fitted.memory.kernels === gpu ? fitted : undefined;
      if (there !== undefined && isSize(there, frame)) return there;
      const source = given ?? there ?? (fitted?.kind === 'cpu' ? fitted : undefined);
      if (source === undefined) return undefined;
      if (source.kind === 'gpu') return keep(coverOnGpu(gpu, source, frame));
      const covering = cover(kernels, source, frame);
      try {
        return keep(gpu.upload(covering));
      } finally {
        covering.release?.();
      }
    };
    return {
      process(ctx) {
        const picture = ctx.inputs.IMAGE.value;
        const { kernels } = ctx.services;
        const sent = ctx.inputs.BACKGROUND?.value;
        // A background that comes without a frame is kept at its own size until there is one.
        if (sent?.kind === 'cpu') keep(cover(kernels, sent, picture ?? sent));
        else if (sent !== undefined)
          onGpu(ctx, [sent], (gpu, source) => {
            keep(coverOnGpu(gpu, source, picture ?? sent));
          });
        const alpha = ctx.inputs.MASK.value;
        if (picture === undefined || alpha === undefined) return undefined;
        const gpu = picture.kind === 'gpu' ? kernelMemory(picture).kernels : undefined;
        if (gpu?.lost === true) {
          onGpu(ctx, [picture], () => undefined);
          return undefined;
        }
        const background = gpu === undefined ? onCpu(kernels, picture) : onDevice(kernels, gpu, picture);
        if (background === undefined) {
          ctx.count('frames_without_background');
          return undefined;
        }
        const { strength, blend, coverage } = ctx.options;
        const [lo = 0.5, hi = 0.75] = coverage;
        const options = { coverage: [lo, hi], strength, blend } as const;
        if (background.kind === 'gpu') {
          return onGpu(ctx, [picture, background, alpha], (device, frame, back, mask) => {
            const made = withGpuMask(device, mask, frame, whole => device.lightWrap(frame, back, whole, options));
            return emitFinished(ctx, device, made, ctx.outputs.IMAGE);
          });
        }
        const frame = requireRgba('IMAGE', requireCpu('IMAGE', picture));
        const cpuAlpha = requireCpu('MASK', alpha);
        ctx.outputs.IMAGE.emit(
          newRgbaImage(kernels, frame.width, frame.height, target =>
            withMask('MASK', kernels, cpuAlpha, frame, mask =>
              kernels.lightWrap(frame, background, mask, target, options),
            ),
          ),
        );
        return undefined;
      },
      close() {
        fitted?.release?.();
        fitted = undefined;
      },
    };
  },
});

function isSize(a: PixelSize, b: PixelSize): boolean {
  return a.width === b.width && a.height === b.height;
}

function cover(kernels: ImageKernels, background: Image, { width, height }: PixelSize): Rgba8Image {
  const source = requireRgba('BACKGROUND', background);
  return newRgbaImage(kernels, width, height, target => {
    const part = coverCrop(source, width, height);
    kernels.resizeRgba(part, target, part.width > width ? 'area' : 'bilinear');
  });
}

function coverOnGpu(gpu: GpuImageKernels, source: GpuPixels, { width, height }: PixelSize): GpuPixels {
  const part = coverRect(source, width, height);
  return gpu.resizeRgba(source, { width, height }, part.width > width ? 'area' : 'bilinear', part);
}
