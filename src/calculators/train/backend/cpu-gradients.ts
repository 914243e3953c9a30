import type { NamedAttrMap, NamedTensorInfoMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { nearestGradient } from '../kernels/gradients/nearest-gradient.ts';
import type { TfjsCore } from './training-backend.ts';

/**
 * Registers with tfjs's cpu backend two gradient kernels in place of its own, which are wrong (tfjs 4.22): that of scaling to the
 * nearest pixel mixes up the pictures of a batch, that of bilinear scaling takes height for width. May be called again.
 */
export function repairCpuGradients(tf: TfjsCore): void {
  const bilinear = tf.getKernel('ResizeBilinearGrad', 'cpu').kernelFunc;
  replace(tf, 'ResizeNearestNeighborGrad', ({ inputs, attrs }) => {
    const [images, dy] = [inputs['images'] as Tensor, inputs['dy'] as Tensor];
    const [batch = 0, inHeight = 0, inWidth = 0, channels = 0] = images.shape;
    const [, outHeight = 0, outWidth = 0] = dy.shape;
    const sizes = { batch, channels, inHeight, inWidth, outHeight, outWidth };
    const alignCorners = attrs['alignCorners'] === true;
    const data = nearestGradient(dy.dataSync<'float32'>(), { ...sizes, alignCorners });
    return tf.tensor(data, images.shape);
  });
  replace(tf, 'ResizeBilinearGrad', ({ inputs, attrs, backend }) => {
    const found = bilinear({ inputs, attrs, backend }) as TensorInfo;
    return { ...found, shape: [...(inputs['images']?.shape ?? [])] };
  });
}

function replace(
  tf: TfjsCore,
  kernelName: string,
  compute: (given: { inputs: NamedTensorInfoMap; attrs: NamedAttrMap; backend: object }) => TensorInfo,
): void {
  tf.unregisterKernel(kernelName, 'cpu');
  tf.registerKernel({
    kernelName,
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs, backend }) => compute({ inputs, attrs: attrs ?? {}, backend: backend }),
  });
}
