import { type MemoryTrainingFiles, memoryTrainingFiles } from '../../src/calculators/train/memory-training-files.ts';
import { MediaError } from '../../src/graph/index.ts';

/** What a page has in place of a folder: files in memory. */
export interface PageTrainingFiles extends MemoryTrainingFiles {
  /** Hands a file to the user, under its name or another one. @throws MediaError when there is none. */
  download(path: string, name?: string): void;
}

/**
 * The files of a training in a page: what the graph reads is given, what it writes (logs, checkpoints, models) can be read and
 * downloaded. They are the service `training_files`.
 *
 * @param given - texts and bytes by path, as the graph writes the paths.
 * @example
 * import { trainingFiles } from 'millrace/web/training';
 * const files = trainingFiles({ 'people.csv': await (await fetch('people.csv')).text() });
 * const graph = await createGraph(text, { services: { training_files: files } });
 * await graph.start();
 * await graph.done();
 * files.download('out/model/model.json');
 */
export function trainingFiles(given: Readonly<Record<string, string | Uint8Array>> = {}): PageTrainingFiles {
  const files = memoryTrainingFiles(given, decodePicture);
  return {
    ...files,
    download(path, name = path.slice(path.lastIndexOf('/') + 1)) {
      const bytes = files.files.get(path);
      if (bytes === undefined) throw new MediaError(`${path}: the training has not written it. Wait until it is done.`);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([bytes.slice()]));
      link.download = name;
      link.click();
      // The browser has taken what it needs when the click is over.
      setTimeout(() => {
        URL.revokeObjectURL(link.href);
      }, 10_000);
    },
  };
}

/** Scaled to cover the size, the middle cut out. */
async function decodePicture(bytes: Uint8Array, width: number, height: number, path: string): Promise<Uint8Array> {
  const picture = await createImageBitmap(new Blob([bytes.slice()])).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new MediaError(`${path}: is no picture (${why}). Give JPEG, PNG or WebP files.`);
  });
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new MediaError(`${path}: this browser has no canvas to scale it on. Use another one.`);
  const scale = Math.max(width / picture.width, height / picture.height);
  const [wide, tall] = [width / scale, height / scale];
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, (picture.width - wide) / 2, (picture.height - tall) / 2, wide, tall, 0, 0, width, height);
  picture.close();
  const { data } = context.getImageData(0, 0, width, height);
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => data[Math.floor(i / 3) * 4 + (i % 3)] ?? 0);
}
