import { defineCalculator, type Image, image, option, optional, type Rgba8Image, required } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { coverCrop } from './kernels/cover-crop.ts';
import type { ImageKernels } from './kernels/image-kernels.ts';
import { newRgbaImage } from './new-image.ts';
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
    IMAGE: required(image, 'Pictures (rgba8)'),
    MASK: required(image, 'Masks, 1 = foreground'),
    BACKGROUND: optional(image, 'New backgrounds (rgba8), in place of the side packet'),
  },
  sidePackets: { BACKGROUND: optional(image, 'The new background (rgba8), in place of the stream') },
  outputs: { IMAGE: required(image, 'The pictures with their background replaced') },
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
    /** The background at the frame's size, ours to release. */
    let fitted: Rgba8Image | undefined;
    const renew = (kernels: ImageKernels, background: Image, width: number, height: number): Rgba8Image => {
      const made = cover(kernels, requireRgba('BACKGROUND', background), width, height);
      fitted?.release?.();
      fitted = made;
      return made;
    };
    return {
      process(ctx) {
        const picture = ctx.inputs.IMAGE.value;
        const { kernels } = ctx.services;
        const sent = ctx.inputs.BACKGROUND?.value;
        // A background that comes without a frame is kept at its own size until there is one.
        if (sent !== undefined) {
          renew(kernels, sent, picture?.width ?? sent.width, picture?.height ?? sent.height);
        }
        const alpha = ctx.inputs.MASK.value;
        if (picture === undefined || alpha === undefined) return;
        const frame = requireRgba('IMAGE', picture);
        const source = fitted ?? given;
        if (source === undefined) {
          ctx.count('frames_without_background');
          return;
        }
        const fits = fitted !== undefined && fitted.width === frame.width && fitted.height === frame.height;
        // From the original where it is at hand, so that a change of size does not resize twice.
        const background =
          fits && fitted !== undefined ? fitted : renew(kernels, given ?? source, frame.width, frame.height);
        const { strength, blend, coverage } = ctx.options;
        const [lo = 0.5, hi = 0.75] = coverage;
        ctx.outputs.IMAGE.emit(
          newRgbaImage(kernels, frame.width, frame.height, target =>
            withMask('MASK', kernels, alpha, frame, mask =>
              kernels.lightWrap(frame, background, mask, target, { coverage: [lo, hi], strength, blend }),
            ),
          ),
        );
      },
      close() {
        fitted?.release?.();
        fitted = undefined;
      },
    };
  },
});

function cover(kernels: ImageKernels, source: Rgba8Image, width: number, height: number): Rgba8Image {
  return newRgbaImage(kernels, width, height, target => {
    const part = coverCrop(source, width, height);
    kernels.resizeRgba(part, target, part.width > width ? 'area' : 'bilinear');
  });
}
