// Pictures and masks

import type { Calculator } from '../../graph/index.ts';
import { backgroundBlurCalculator } from './background-blur.ts';
import { backgroundReplaceCalculator } from './background-replace.ts';
import { boundaryFMeasureCalculator } from './boundary-f-measure.ts';
import { compositeCalculator } from './composite.ts';
import { imageDownsampleCalculator } from './image-downsample.ts';
import { imageFromGpuCalculator } from './image-from-gpu.ts';
import { imageToGpuCalculator } from './image-to-gpu.ts';
import { imageToMaskCalculator } from './image-to-mask.ts';
import { imageToTensorCalculator } from './image-to-tensor.ts';
import { jointBilateralRefineCalculator } from './joint-bilateral-refine.ts';
import { maskCleanupCalculator } from './mask-cleanup.ts';
import { maskDownsampleCalculator } from './mask-downsample.ts';
import { maskInstabilityCalculator } from './mask-instability.ts';
import { maskIouCalculator } from './mask-iou.ts';
import { maskToImageCalculator } from './mask-to-image.ts';
import { qualityGovernorCalculator } from './quality-governor.ts';
import { segmentationSmoothingCalculator } from './segmentation-smoothing.ts';
import { tensorsToSegmentationCalculator } from './tensors-to-segmentation.ts';

// Calculators
export { backgroundBlurCalculator } from './background-blur.ts';
export { backgroundReplaceCalculator } from './background-replace.ts';
export { boundaryFMeasureCalculator } from './boundary-f-measure.ts';
export { compositeCalculator } from './composite.ts';
export { type GpuAccess, gpuService } from './gpu-service.ts';
export { imageDownsampleCalculator } from './image-downsample.ts';
export { imageFromGpuCalculator } from './image-from-gpu.ts';
export { imageKernelsService } from './image-kernels-service.ts';
export { imageToGpuCalculator } from './image-to-gpu.ts';
export { imageToMaskCalculator } from './image-to-mask.ts';
export { imageToTensorCalculator } from './image-to-tensor.ts';
export { jointBilateralRefineCalculator } from './joint-bilateral-refine.ts';
// Kernels
export type { BoundaryFMeasure } from './kernels/boundary-f-measure.ts';
export { boundaryFMeasure } from './kernels/boundary-f-measure.ts';
export { type CleanMaskOptions, cleanMask } from './kernels/clean-mask.ts';
export type { ImageKernelsOptions } from './kernels/create-image-kernels.ts';
export { createImageKernels } from './kernels/create-image-kernels.ts';
export { downsampleMask } from './kernels/downsample-mask.ts';
export type { ImageKernels, ImageKernelsStats, PooledBuffer } from './kernels/image-kernels.ts';
export type { JointBilateralOptions } from './kernels/joint-bilateral.ts';
export type { LightWrapOptions } from './kernels/light-wrap.ts';
export { maskInstability } from './kernels/mask-instability.ts';
export { maskIou } from './kernels/mask-iou.ts';
export type { FloatPlane, RgbaPixels } from './kernels/pixels.ts';
export type { SegmentationActivation, SegmentationActivationOptions } from './kernels/segmentation-activation.ts';
export type { ResizeFilter, TensorTarget } from './kernels/tensor-target.ts';
export { type TrimMaskOptions, trimMask } from './kernels/trim-mask.ts';
export type { WeightedBlurOptions } from './kernels/weighted-blur.ts';
export type { WeightedPixels } from './kernels/weighted-downsample.ts';
export type { YuvColour, YuvTags } from './kernels/yuv-colour.ts';
export { yuvColour } from './kernels/yuv-colour.ts';
export type { YuvLayout, YuvPixels } from './kernels/yuv-layout.ts';
export { yuvLength } from './kernels/yuv-layout.ts';
export { maskCleanupCalculator } from './mask-cleanup.ts';
export { maskDownsampleCalculator } from './mask-downsample.ts';
export { maskInstabilityCalculator } from './mask-instability.ts';
export { maskIouCalculator } from './mask-iou.ts';
export { maskToImageCalculator } from './mask-to-image.ts';
export { qualityGovernorCalculator } from './quality-governor.ts';
export { segmentationSmoothingCalculator } from './segmentation-smoothing.ts';
export { tensorsToSegmentationCalculator } from './tensors-to-segmentation.ts';

/** The calculators of this area. */
export const imageCalculators: readonly Calculator[] = [
  backgroundBlurCalculator,
  backgroundReplaceCalculator,
  boundaryFMeasureCalculator,
  compositeCalculator,
  imageDownsampleCalculator,
  imageFromGpuCalculator,
  imageToGpuCalculator,
  imageToMaskCalculator,
  imageToTensorCalculator,
  jointBilateralRefineCalculator,
  maskCleanupCalculator,
  maskDownsampleCalculator,
  maskInstabilityCalculator,
  maskIouCalculator,
  maskToImageCalculator,
  qualityGovernorCalculator,
  segmentationSmoothingCalculator,
  tensorsToSegmentationCalculator,
];
