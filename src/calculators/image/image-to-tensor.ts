import {
  anyImage,
  anyTensors,
  defineCalculator,
  integer,
  list,
  MillraceError,
  number,
  option,
  optional,
  required,
} from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import type { ImageKernels } from './kernels/image-kernels.ts';
import { type Letterbox, letterbox } from './kernels/letterbox.ts';
import type { RgbaPixels } from './kernels/pixels.ts';
import type { ResizeFilter, TensorTarget } from './kernels/tensor-target.ts';
import { onGpu } from './on-gpu.ts';
import { requireRgba } from './require-rgba.ts';

/**
 * Turns pictures into float tensors of shape `[1, height, width, 3]` (nhwc) or `[1, 3, height, width]` (nchw).
 *
 * With `keep_aspect_ratio` the picture lies in the middle and the rest is black; LETTERBOX_PADDING then says how much
 * of the tensor is padding at the left, top, right and bottom, as fractions. Without it all four are 0.
 */
export const imageToTensorCalculator = defineCalculator({
  name: 'ImageToTensorCalculator',
  summary: 'Turns pictures into float tensors for a network: size, value range, layout.',
  example: `
calculator: ImageToTensorCalculator
input_stream: IMAGE:frame
output_stream: TENSORS:image_tensor
options:
  output_tensor_width: 256
  output_tensor_height: 144
  output_tensor_float_range: {min: 0, max: 1}
`,
  inputs: { IMAGE: required(anyImage, 'Pictures (rgba8)') },
  sidePackets: {
    TENSOR_SHAPE: optional(
      list(integer),
      'The shape that a model wants, such as [1, 144, 256, 3]: takes the place of size and layout; 0 leaves a size open',
    ),
  },
  outputs: {
    TENSORS: required(anyTensors, 'A list of one float32 tensor per picture'),
    LETTERBOX_PADDING: optional(list(number), 'Padding at left, top, right, bottom as fractions of the tensor'),
  },
  options: {
    output_tensor_width: option.integer({
      description: 'Width of the tensor in pixels. Default: the picture’s',
      minimum: 1,
      maximum: 16384,
    }),
    output_tensor_height: option.integer({
      description: 'Height of the tensor in pixels. Default: the picture’s',
      minimum: 1,
      maximum: 16384,
    }),
    keep_aspect_ratio: option.boolean({
      description: 'Whether the picture keeps its shape, with black beside it, or is stretched',
      default: false,
    }),
    output_tensor_float_range: option.object(
      {
        min: option.number({ description: 'What black becomes', required: true }),
        max: option.number({ description: 'What white becomes', required: true }),
      },
      { description: 'The range of values', default: { min: 0, max: 1 } },
    ),
    layout: option.choice(['nhwc', 'nchw'], {
      description: 'nhwc: r, g, b of a pixel side by side. nchw: three planes',
      default: 'nhwc',
    }),
    filter: option.choice(['area', 'bilinear'], {
      description: 'How pixels are averaged when the size changes. area for shrinking, bilinear for enlarging',
      default: 'area',
    }),
  },
  services: { kernels: imageKernelsService },
  *check({ options }) {
    const { min, max } = options.output_tensor_float_range;
    if (!(min < max)) yield `output_tensor_float_range is ${min}..${max}. Make min smaller than max.`;
  },
  open(opened) {
    const shape = opened.sidePackets.TENSOR_SHAPE;
    const wanted = shape === undefined ? undefined : readShape(shape);
    return {
      process(ctx) {
        const picture = ctx.inputs.IMAGE.value;
        if (picture === undefined) return;
        const { kernels } = ctx.services;
        const { filter, keep_aspect_ratio, output_tensor_float_range: values } = ctx.options;
        const layout = wanted?.layout ?? ctx.options.layout;
        const width = (wanted?.width ?? 0) || (ctx.options.output_tensor_width ?? picture.width);
        const height = (wanted?.height ?? 0) || (ctx.options.output_tensor_height ?? picture.height);
        const box = keep_aspect_ratio ? letterbox(picture, { width, height }) : { x: 0, y: 0, width, height };
        const padding = [box.x, box.y, width - box.x - box.width, height - box.y - box.height].map(
          (size, side) => size / (side % 2 === 0 ? width : height),
        );
        const shown = { width, height, layout, range: [values.min, values.max] } as const;
        if (picture.kind === 'gpu') {
          const tensor = onGpu(ctx, [picture], (gpu, source) => gpu.resizeToTensor(source, shown, filter, box));
          if (tensor === undefined) return;
          ctx.outputs.TENSORS.emit([tensor]);
          ctx.outputs.LETTERBOX_PADDING?.emit(padding);
          return;
        }
        const source = requireRgba('IMAGE', picture);
        const { data, release } = kernels.allocFloats(width * height * 3);
        const target: TensorTarget = { ...shown, data };
        try {
          if (keep_aspect_ratio) letterboxed(kernels, source, target, filter, box);
          else kernels.resizeToTensor(source, target, filter);
        } catch (error) {
          release();
          throw error;
        }
        const shape = layout === 'nhwc' ? [1, height, width, 3] : [1, 3, height, width];
        ctx.outputs.TENSORS.emit([{ shape, dtype: 'float32', data, release }]);
        ctx.outputs.LETTERBOX_PADDING?.emit(padding);
      },
    };
  },
});

/** Size and layout of an image tensor's shape. */
function readShape(shape: readonly number[]): Pick<TensorTarget, 'width' | 'height' | 'layout'> {
  const [batch = 0, a = 0, b = 0, c = 0] = shape;
  if (shape.length === 4 && batch <= 1 && c === 3) return { height: a, width: b, layout: 'nhwc' };
  if (shape.length === 4 && batch <= 1 && a === 3) return { height: b, width: c, layout: 'nchw' };
  throw new MillraceError(
    'INVALID_ARGUMENT',
    `TENSOR_SHAPE: [${shape.join(', ')}] is no shape of one picture. The model must take [1, height, width, 3] or [1, 3, height, width].`,
  );
}

/** Writes the picture into its box of the tensor, black around it. */
function letterboxed(
  kernels: ImageKernels,
  source: RgbaPixels,
  target: TensorTarget,
  filter: ResizeFilter,
  box: Letterbox,
): void {
  const { width, height, layout, range } = target;
  const inner = kernels.allocFloats(box.width * box.height * 3);
  try {
    kernels.resizeToTensor(source, { data: inner.data, width: box.width, height: box.height, layout, range }, filter);
    target.data.fill(range[0]);
    const [planes, step] = layout === 'nhwc' ? [1, 3] : [3, 1];
    for (let plane = 0; plane < planes; plane++) {
      for (let y = 0; y < box.height; y++) {
        const from = (plane * box.height + y) * box.width * step;
        const to = ((plane * height + box.y + y) * width + box.x) * step;
        target.data.set(inner.data.subarray(from, from + box.width * step), to);
      }
    }
  } finally {
    inner.release();
  }
}
