// The SIMD twins of the kernels in the folder above. `node scripts/build-kernels.mjs` compiles them. Pointers are byte
// offsets into the imported memory; loads may read up to 15 bytes behind a row, stores never write behind it.
export { resizeArea, resizeAreaWhole, resizeBilinear } from './resize.as';
export { upsampleMask, smoothMask, logistic, pickChannel } from './mask.as';
export { composite, lightWrap, blendBlurred } from './composite.as';
export { weightedDownsample, weightedBlur } from './weighted-blur.as';
export { jointBilateral } from './joint-bilateral.as';
export { yuvToRgba, rgbaToYuv } from './yuv.as';
