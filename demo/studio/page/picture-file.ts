import type { Image } from '../../../src/graph/index.ts';

/** A picture of this site as an image packet, such as the background of a graph. */
export async function pictureFile(address: string): Promise<Image> {
  const bitmap = await createImageBitmap(await (await fetch(address)).blob());
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new TypeError('studio: there is no canvas for the background. Reload the page.');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return { kind: 'cpu', format: 'rgba8', width, height, data: new Uint8Array(data.buffer) };
}
