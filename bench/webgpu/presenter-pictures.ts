import { createImageKernels, yuvColour, yuvLength } from '../../src/calculators/image/index.ts';
import { renderScene, sampleScene } from '../../src/calculators/scene/kernels/render-scene.ts';

/** A picture as Node's graphs take it, and as decoders and cameras hand it out. */
export interface PresenterPicture {
  readonly rgba: Uint8Array;
  readonly i420: Uint8Array;
}

/** So many pictures of a rendered presenter who moves, of any even size. */
export function presenterPictures(count: number, width: number, height: number): readonly PresenterPicture[] {
  const kernels = createImageKernels();
  const scene = sampleScene(7, 'presenter');
  try {
    return Array.from({ length: count }, (_, frame) => {
      const { rgba: small } = renderScene(scene, width / 2, height / 2, { frame: frame * 4 });
      const rgba = new Uint8Array(width * height * 4);
      kernels.resizeRgba(
        { width: width / 2, height: height / 2, data: small },
        { width, height, data: rgba },
        'bilinear',
      );
      const i420 = new Uint8Array(yuvLength(width, height));
      kernels.rgbaToYuv(
        { width, height, data: rgba },
        { width, height, data: i420, layout: 'i420' },
        yuvColour(height),
      );
      return { rgba, i420 };
    });
  } finally {
    kernels.dispose();
  }
}
