import type { FileHandle } from 'node:fs/promises';
import { StreamTarget, type StreamTargetChunk } from 'mediabunny';

/**
 * Lets mediabunny write into a file that its caller has opened and closes. (mediabunny's own target opens the file when
 * it is made and leaves it open when nothing is ever written.)
 */
export function fileTarget(file: FileHandle): StreamTarget {
  const stream = new WritableStream<StreamTargetChunk>({
    async write({ data, position }) {
      for (let done = 0; done < data.byteLength; ) {
        const { bytesWritten } = await file.write(data, done, data.byteLength - done, position + done);
        done += bytesWritten;
      }
    },
  });
  return new StreamTarget(stream, { chunked: true });
}
