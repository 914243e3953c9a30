/** What crossed between the memory that the CPU works on and that of the browser's frames, canvases and GPU. */
export interface CopyCounts {
  /** Pictures copied to CPU memory, such as the planes of a camera frame. */
  readonly toCpu: number;
  /** Pictures copied from CPU memory, such as to a canvas or an encoder. */
  readonly fromCpu: number;
  readonly bytes: number;
}

/** Counts copies of pictures. One per graph; importers and sinks tell it what they do. */
export interface CopyCounter {
  readonly counts: CopyCounts;
  /** A picture of so many bytes was copied to CPU memory. */
  toCpu(bytes: number): void;
  /** A picture of so many bytes was copied from CPU memory. */
  fromCpu(bytes: number): void;
}

/** A counter at zero. */
export function createCopyCounter(): CopyCounter {
  let toCpu = 0;
  let fromCpu = 0;
  let bytes = 0;
  return {
    get counts() {
      return { toCpu, fromCpu, bytes };
    },
    toCpu(size) {
      toCpu += 1;
      bytes += size;
    },
    fromCpu(size) {
      fromCpu += 1;
      bytes += size;
    },
  };
}
