import { checkJointBilateralOptions } from '../joint-bilateral.ts';
import { checkLightWrapOptions } from '../light-wrap.ts';
import { uncertaintyCoefficients } from '../smooth-mask.ts';
import { checkWeightedBlurOptions } from '../weighted-blur.ts';
import { blendBlurredKernel, weightedBlurKernel, weightedDownsampleKernel } from './blur-kernels.ts';
import { bufferUsage } from './buffer-usage.ts';
import { cleanMaskKernels } from './clean-mask-kernels.ts';
import { compositeKernel, lightWrapKernel } from './composite-kernels.ts';
import { createGpuBufferPool, type LentGpuBuffer } from './gpu-buffer-pool.ts';
import type {
  ForeignPicture,
  GpuFloats,
  GpuImageKernels,
  GpuKernelMemory,
  GpuPixels,
  PixelRect,
  PixelSize,
} from './gpu-image-kernels.ts';
import { jointBilateralKernel } from './joint-bilateral-kernel.ts';
import { createKernelRunner, f32, type GpuBinding, type GpuKernel, type UniformValue } from './kernel-runner.ts';
import { activationKernel, smoothMaskKernel, upsampleMaskKernel } from './mask-kernels.ts';
import { presentShader } from './present-shader.ts';
import { type PixelSourceKind, resizeRgbaKernels, resizeToTensorKernels } from './resize-kernels.ts';
import { trimMaskKernels } from './trim-mask-kernels.ts';

/** What is told of copies between CPU and GPU. */
export interface GpuCopyCounter {
  /** So many bytes were copied to CPU memory. */
  toCpu(bytes: number): void;
  /** So many bytes were copied from CPU memory. */
  fromCpu(bytes: number): void;
}

/** All kernels that may be compiled ahead. Frames of the browser have no pipeline where there is no browser. */
const kernels: readonly GpuKernel[] = [
  resizeRgbaKernels.buffer,
  resizeToTensorKernels.buffer,
  activationKernel,
  ...Object.values(cleanMaskKernels),
  ...Object.values(trimMaskKernels),
  smoothMaskKernel,
  upsampleMaskKernel,
  jointBilateralKernel,
  weightedDownsampleKernel,
  weightedBlurKernel,
  blendBlurredKernel,
  lightWrapKernel,
  compositeKernel,
];

/**
 * Makes the kernels of a device and compiles them. Disposing them does not destroy the device, which is the caller's.
 *
 * @throws Error when the device does not compile them.
 */
export async function createGpuImageKernels(device: GPUDevice, copies: GpuCopyCounter): Promise<GpuImageKernels> {
  const runner = createKernelRunner(device);
  const pool = createGpuBufferPool(device);
  let lost = false;
  const gone = device.lost.then(() => {
    lost = true;
  });
  await runner.prepare('importExternalTexture' in device ? [resizeRgbaKernels.external, ...kernels] : kernels);

  /** Waits for a promise of the device; a device that is gone may leave it open. */
  const orGone = async (promise: Promise<unknown>): Promise<void> => {
    await Promise.race([promise.catch(() => undefined), gone]);
  };
  const readBytes = async (buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> => {
    const staging = device.createBuffer({
      size: Math.ceil(bytes / 4) * 4,
      usage: bufferUsage.mapRead | bufferUsage.copyTarget,
    });
    runner.encoder().copyBufferToBuffer(buffer, 0, staging, 0, staging.size);
    runner.flush();
    try {
      let fault: unknown;
      await orGone(
        staging.mapAsync(1).catch((error: unknown) => {
          fault = error;
        }),
      );
      if (lost || fault !== undefined) {
        throw new Error('gpu picture: its device is gone. The frames that follow lie on another one.', {
          cause: fault,
        });
      }
      copies.toCpu(bytes);
      return staging.getMappedRange().slice(0, bytes);
    } finally {
      staging.destroy();
    }
  };
  const memory = (buffer: GPUBuffer): GpuKernelMemory => ({
    buffer,
    kernels: self,
    get lost() {
      return lost;
    },
  });
  const pixels = (format: GpuPixels['format'], { width, height }: PixelSize, lent: LentGpuBuffer): GpuPixels => ({
    kind: 'gpu',
    format,
    width,
    height,
    memory: memory(lent.buffer),
    async read() {
      const bytes = await readBytes(lent.buffer, width * height * 4);
      return format === 'rgba8' ? new Uint8Array(bytes) : new Float32Array(bytes);
    },
    release: () => lent.release(),
  });
  const floats = (buffer: GPUBuffer, shape: readonly number[], release: () => void): GpuFloats => ({
    kind: 'gpu',
    shape,
    dtype: 'float32',
    memory: memory(buffer),
    async read() {
      const length = shape.reduce((product, size) => product * size, 1);
      return { shape, dtype: 'float32', data: new Float32Array(await readBytes(buffer, length * 4)) };
    },
    release,
  });
  const lend = ({ width, height }: PixelSize, bytesPerPixel = 4): LentGpuBuffer =>
    pool.lend(width * height * bytesPerPixel);
  /** Runs a kernel over pixels into a fresh buffer, which is its last binding. */
  const paint = (
    kernel: GpuKernel,
    format: GpuPixels['format'],
    size: PixelSize,
    uniforms: readonly UniformValue[],
    sources: readonly GpuBinding[],
  ): GpuPixels => {
    const goal = lend(size);
    runner.run(kernel, size, uniforms, [...sources, goal.buffer]);
    return pixels(format, size, goal);
  };
  const bufferOf = (where: string, name: string, one: GpuPixels, format: GpuPixels['format']): GPUBuffer => {
    if (one.memory.kernels !== self) {
      throw new RangeError(`${where}: ${name} lies on another device. Bring it to this one first.`);
    }
    if (one.format !== format) {
      throw new RangeError(`${where}: ${name} is ${one.format}. Give ${format}.`);
    }
    return one.memory.buffer;
  };
  const sameSize = (where: string, names: string, a: PixelSize, b: PixelSize): void => {
    if (a.width === b.width && a.height === b.height) return;
    throw new RangeError(
      `${where}: ${names} have different sizes, ${a.width}x${a.height} and ${b.width}x${b.height}. Resize one to the other first.`,
    );
  };
  const resize = (
    source: GpuPixels | (ForeignPicture & PixelSize),
  ): { readonly kind: PixelSourceKind; readonly binding: GpuBinding } => {
    if ('external' in source) return { kind: 'external', binding: source.external };
    if ('texture' in source) return { kind: 'texture', binding: source.texture.createView() };
    return { kind: 'buffer', binding: bufferOf('resize', 'source', source, 'rgba8') };
  };
  const whole = ({ width, height }: PixelSize): PixelRect => ({ x: 0, y: 0, width, height });
  const geometry = (source: PixelSize, crop: PixelRect, target: PixelSize, box: PixelRect): number[] => [
    ...[source.width, crop.x, crop.y, crop.width, crop.height],
    ...[target.width, target.height, box.x, box.y, box.width, box.height],
  ];
  const painters = new Map<string, GPURenderPipeline>();
  const painter = (format: GpuPixels['format'], target: GPUTextureFormat): GPURenderPipeline => {
    const key = `${format} ${target}`;
    const known = painters.get(key);
    if (known !== undefined) return known;
    const module = device.createShaderModule({ label: `present ${key}`, code: presentShader(format) });
    const made = device.createRenderPipeline({
      label: `present ${key}`,
      layout: 'auto',
      vertex: { module, entryPoint: 'corner' },
      fragment: { module, entryPoint: 'paint', targets: [{ format: target }] },
    });
    painters.set(key, made);
    return made;
  };

  const self: GpuImageKernels = {
    device,
    get lost() {
      return lost;
    },
    stats: () => pool.stats(),

    importPicture(source, size) {
      const { kind, binding } = resize({ ...source, ...size });
      const crop = whole(size);
      const uniforms = [...geometry(size, crop, size, crop), 0, 0];
      const picture = paint(resizeRgbaKernels[kind], 'rgba8', size, uniforms, [binding]);
      runner.flush();
      return picture;
    },
    upload(source) {
      const lent = lend(source);
      // What was encoded before may still read this buffer for whoever had it last.
      runner.flush();
      const { data } = source;
      device.queue.writeBuffer(lent.buffer, 0, data.buffer, data.byteOffset, data.byteLength);
      copies.fromCpu(data.byteLength);
      return pixels(data instanceof Uint8Array ? 'rgba8' : 'grayf32', source, lent);
    },
    adopt: floats,

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
    segmentationActivation(source, size, { activation, channels, channel }) {
      if (source.memory.kernels !== self) {
        throw new RangeError('segmentationActivation: the tensor lies on another device. Bring it to this one first.');
      }
      if (channel >= channels || (activation === 'softmax' && channels !== 2)) {
        throw new RangeError(
          `segmentationActivation: ${activation} of channel ${channel} of ${channels}. Give a channel that is there; softmax is over two.`,
        );
      }
      const mode = activation === 'none' ? 0 : activation === 'sigmoid' ? 1 : 2;
      const uniforms = [size.width, size.height, channels, channel, mode];
      return paint(activationKernel, 'grayf32', size, uniforms, [source.memory.buffer]);
    },
    cleanMask(mask, { smallestIsland, smallestHole }) {
      const source = bufferOf('cleanMask', 'mask', mask, 'grayf32');
      const parents = lend(mask);
      const sizes = lend(mask);
      const { width, height } = mask;
      // Sizes are whole: below 2.5 is below 3.
      const uniforms = [width, height, Math.ceil(smallestIsland), Math.ceil(smallestHole)];
      runner.run(cleanMaskKernels.begin, mask, uniforms, [parents.buffer, sizes.buffer]);
      runner.run(cleanMaskKernels.join, mask, uniforms, [source, parents.buffer]);
      runner.run(cleanMaskKernels.count, mask, uniforms, [parents.buffer, sizes.buffer]);
      const goal = paint(cleanMaskKernels.apply, 'grayf32', mask, uniforms, [source, parents.buffer, sizes.buffer]);
      parents.release();
      sizes.release();
      return goal;
    },
    trimMask(mask, { radius, smallestCore }) {
      const source = bufferOf('trimMask', 'mask', mask, 'grayf32');
      const { width, height } = mask;
      const core = paint(trimMaskKernels.erode, 'grayf32', mask, [width, height, radius], [source]);
      const large = self.cleanMask(core, { smallestIsland: smallestCore, smallestHole: 0 });
      const left = bufferOf('trimMask', 'core', large, 'grayf32');
      const goal = paint(trimMaskKernels.apply, 'grayf32', mask, [width, height, radius + 1], [source, left]);
      core.release();
      large.release();
      return goal;
    },
    smoothMask(current, previous, ratio) {
      sameSize('smoothMask', 'current and previous', current, previous);
      const sources = [
        bufferOf('smoothMask', 'current', current, 'grayf32'),
        bufferOf('smoothMask', 'previous', previous, 'grayf32'),
      ];
      const uniforms = [current.width, current.height, f32(ratio), ...uncertaintyCoefficients.map(f32)];
      return paint(smoothMaskKernel, 'grayf32', current, uniforms, sources);
    },
    upsampleMask(mask, size) {
      const uniforms = [mask.width, mask.height, size.width, size.height];
      const source = bufferOf('upsampleMask', 'mask', mask, 'grayf32');
      return paint(upsampleMaskKernel, 'grayf32', size, uniforms, [source]);
    },
    jointBilateral(guide, mask, options) {
      checkJointBilateralOptions(options);
      const { radius, stride, sigmaSpace, sigmaColor, flatTolerance } = options;
      const picture = bufferOf('jointBilateral', 'guide', guide, 'rgba8');
      const up = self.upsampleMask(mask, guide);
      const goal = paint(
        jointBilateralKernel,
        'grayf32',
        guide,
        [
          ...[guide.width, guide.height, mask.width, mask.height, radius, stride],
          f32(-1 / (2 * sigmaSpace * sigmaSpace)),
          f32(-1 / (2 * (255 * sigmaColor) ** 2)),
          f32(flatTolerance),
        ],
        [picture, mask.memory.buffer, up.memory.buffer],
      );
      up.release();
      return goal;
    },
    blurBackground(frame, mask, low, options) {
      checkWeightedBlurOptions(options);
      sameSize('blurBackground', 'frame and mask', frame, mask);
      const picture = bufferOf('blurBackground', 'frame', frame, 'rgba8');
      const alpha = bufferOf('blurBackground', 'mask', mask, 'grayf32');
      const sizes = [frame.width, frame.height, low.width, low.height];
      const one = lend(low, 16);
      const other = lend(low, 16);
      runner.run(weightedDownsampleKernel, low, sizes, [picture, alpha, one.buffer]);
      const { radius, sigma, iterations } = options;
      const falloff = f32(-1 / (2 * sigma * sigma));
      for (let round = 0; round < iterations; round++) {
        const across = [low.width, low.height, 1, 0, radius, falloff];
        const down = [low.width, low.height, 0, 1, radius, falloff];
        runner.run(weightedBlurKernel, low, across, [one.buffer, other.buffer]);
        runner.run(weightedBlurKernel, low, down, [other.buffer, one.buffer]);
      }
      const uniforms = [low.width, low.height, frame.width, frame.height];
      const goal = paint(blendBlurredKernel, 'rgba8', frame, uniforms, [picture, alpha, one.buffer]);
      one.release();
      other.release();
      return goal;
    },
    lightWrap(frame, background, mask, options) {
      checkLightWrapOptions(options);
      sameSize('lightWrap', 'frame and background', frame, background);
      sameSize('lightWrap', 'frame and mask', frame, mask);
      const [lo, hi] = options.coverage;
      const { strength, blend } = options;
      const uniforms = [frame.width, frame.height, f32(lo), f32(hi), f32(strength), blend === 'add' ? 1 : 0];
      return paint(lightWrapKernel, 'rgba8', frame, uniforms, [
        bufferOf('lightWrap', 'frame', frame, 'rgba8'),
        bufferOf('lightWrap', 'background', background, 'rgba8'),
        bufferOf('lightWrap', 'mask', mask, 'grayf32'),
      ]);
    },
    composite(foreground, background, mask) {
      sameSize('composite', 'foreground and background', foreground, background);
      sameSize('composite', 'foreground and mask', foreground, mask);
      return paint(
        compositeKernel,
        'rgba8',
        foreground,
        [foreground.width, foreground.height],
        [
          bufferOf('composite', 'foreground', foreground, 'rgba8'),
          bufferOf('composite', 'background', background, 'rgba8'),
          bufferOf('composite', 'mask', mask, 'grayf32'),
        ],
      );
    },

    present(source, target) {
      sameSize('present', 'picture and target', source, target);
      const pipeline = painter(source.format, target.format);
      const block = runner.uniforms([source.width, source.height]);
      const pass = runner.encoder().beginRenderPass({
        colorAttachments: [{ view: target.createView(), loadOp: 'clear', storeOp: 'store' }],
      });
      pass.setPipeline(pipeline);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: [
            { binding: 0, resource: block },
            { binding: 1, resource: { buffer: bufferOf('present', 'picture', source, source.format) } },
          ],
        }),
      );
      pass.draw(3);
      pass.end();
      runner.flush();
    },
    flush: () => runner.flush(),
    finished() {
      runner.flush();
      return orGone(device.queue.onSubmittedWorkDone());
    },
    dispose() {
      runner.dispose();
      pool.dispose();
    },
  };
  return self;
}
