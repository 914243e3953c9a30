/** A buffer on loan. */
export interface FrameBuffer {
  readonly data: Uint8Array;
  /** Gives it back, once. */
  release(): void;
}

/** Where frames are put: a pool of the image kernels, or a plain one. */
export interface FrameBuffers {
  /** A buffer of exactly `length` bytes, not cleared. */
  allocBytes(length: number): FrameBuffer;
}

/** A pool on the JavaScript heap that keeps up to `keep` buffers of the size that was asked for last. */
export function heapFrameBuffers(keep = 8): FrameBuffers {
  let size = 0;
  let free: Uint8Array[] = [];
  return {
    allocBytes(length) {
      if (length !== size) {
        size = length;
        free = [];
      }
      const data = free.pop() ?? new Uint8Array(length);
      return {
        data,
        release: () => {
          if (data.length === size && free.length < keep) free.push(data);
        },
      };
    },
  };
}
