// The kernels that train networks: forward and backward passes of layers over float32 NHWC pictures.
export { gemm, gemmTransposed } from './matrix-product.as';
export { moments, activate, activateGradient, normaliseGradient } from './normalisation.as';
export { pad, depthwise, depthwiseFilterGradient } from './depthwise.as';
export { windowColumns } from './window-columns.as';
export { poolProducts, scaleChannels, sum } from './channels.as';
export { upsample } from './upsample.as';
