import type { ForeignPicture, GpuImageKernels, GpuPixels, PixelRect, PixelSize } from './gpu-image-kernels.ts';
import type { GpuKernelHost } from './gpu-kernel-host.ts';
import { f32, type GpuBinding } from './kernel-runner.ts';
import { type PixelSourceKind, resizeRgbaKernels, resizeToTensorKernels } from './resize-kernels.ts';

/** Pictures of browsers, resizing, and tensors. */
export function gpuResize({
  bufferOf,
  floats,
  lend,
  paint,
  runner,
}: GpuKernelHost): Pick<GpuImageKernels, 'importPicture' | 'resizeRgba' | 'resizeToTensor'> {
  const resize = (
    source: GpuPixels | (ForeignPicture & PixelSize),
  ): { readonly kind: PixelSourceKind; readonly binding: GpuBinding } => {
    if ('external' in source) return { kind: 'external', binding: source.external };
    if ('texture' in source) return { kind: 'texture', binding: source.texture.createView() };
    return { kind: 'buffer', binding: bufferOf('resize', 'source', source, 'rgba8') };
  };
  return {
    importPicture(source, size) {
      const { kind, binding } = resize({ ...source, ...size });
      const crop = whole(size);
      const uniforms = [...geometry(size, crop, size, crop), 0, 0];
      const picture = paint(resizeRgbaKernels[kind], 'rgba8', size, uniforms, [binding]);
      runner.flush();
      return picture;
    },
    resizeRgba(source, size, filter, crop = whole(source)) {
      const { kind, binding } = resize(source);
      const uniforms = [...geometry(source, crop, size, whole(size)), filter === 'bilinear' ? 1 : 0, 0];
      return paint(resizeRgbaKernels[kind], 'rgba8', size, uniforms, [binding]);
    },
    resizeToTensor(source, target, filter, box = whole(target)) {
      const { kind, binding } = resize(source);
      const { width, height, layout, range } = target;
      const goal = lend(target, 12);
      runner.run(
        resizeToTensorKernels[kind],
        target,
        [
          ...geometry(source, whole(source), target, box),
          ...[filter === 'bilinear' ? 1 : 0, layout === 'nchw' ? 1 : 0],
          ...[f32(range[0]), f32((range[1] - range[0]) / 255)],
        ],
        [binding, goal.buffer],
      );
      const shape = layout === 'nhwc' ? [1, height, width, 3] : [1, 3, height, width];
      return floats(goal.buffer, shape, () => goal.release());
    },
  };
}

function whole({ width, height }: PixelSize): PixelRect {
  return { x: 0, y: 0, width, height };
}

function geometry(source: PixelSize, crop: PixelRect, target: PixelSize, box: PixelRect): readonly number[] {
  return [
    ...[source.width, crop.x, crop.y, crop.width, crop.height],
    ...[target.width, target.height, box.x, box.y, box.width, box.height],
  ];
}
