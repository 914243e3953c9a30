/** The functions of the compiled kernels. All arguments are numbers: pointers, sizes, parameters. */
export type KernelExports = Readonly<
  Record<
    | 'resizeArea'
    | 'resizeAreaWhole'
    | 'resizeBilinear'
    | 'upsampleMask'
    | 'smoothMask'
    | 'logistic'
    | 'pickChannel'
    | 'composite'
    | 'lightWrap'
    | 'blendBlurred'
    | 'weightedDownsample'
    | 'weightedBlur'
    | 'jointBilateral'
    | 'yuvToRgba'
    | 'rgbaToYuv',
    (...args: number[]) => void
  >
>;
