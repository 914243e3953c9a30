import { bufferUsage } from './buffer-usage.ts';

/** A buffer on loan from a {@link GpuBufferPool}. Not cleared: it holds what was there before. */
export interface LentGpuBuffer {
  readonly buffer: GPUBuffer;
  /** Gives the buffer back; what is encoded afterwards must not use it. @throws Error when called twice. */
  release(): void;
}

/** What a pool holds. */
export interface GpuPoolStats {
  /** Buffers on loan. */
  readonly liveBuffers: number;
  /** Bytes on loan. */
  readonly liveBytes: number;
  /** Bytes that wait in the pool for reuse. */
  readonly pooledBytes: number;
}

/** Lends storage buffers of a device and keeps those that come back, by size. */
export interface GpuBufferPool {
  /** A buffer of at least so many bytes. @throws RangeError when one binding of this device cannot be so large. */
  lend(bytes: number): LentGpuBuffer;
  stats(): GpuPoolStats;
  /** Destroys what waits in the pool, and each buffer on loan when it comes back. */
  dispose(): void;
}

/** Sizes are rounded up to this, so that pictures of nearly one size share buffers. */
const GRAIN = 256;

/**
 * Makes a pool. A buffer that was given back may be lent again at once: commands run in the order they are encoded in,
 * so whoever still reads it comes first.
 */
export function createGpuBufferPool(device: GPUDevice): GpuBufferPool {
  const waiting = new Map<number, GPUBuffer[]>();
  let liveBuffers = 0;
  let liveBytes = 0;
  let pooledBytes = 0;
  let disposed = false;
  const most = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize);
  return {
    lend(bytes) {
      if (disposed) throw new Error('gpu buffers: used after dispose(). Open the device again.');
      const size = Math.max(GRAIN, Math.ceil(bytes / GRAIN) * GRAIN);
      if (size > most) {
        throw new RangeError(
          `gpu buffers: ${bytes} bytes are more than this device binds (${most}). Use smaller pictures.`,
        );
      }
      const pooled = waiting.get(size)?.pop();
      if (pooled !== undefined) pooledBytes -= size;
      const usage = bufferUsage.storage | bufferUsage.copySource | bufferUsage.copyTarget;
      const buffer = pooled ?? device.createBuffer({ size, usage });
      liveBuffers += 1;
      liveBytes += size;
      let released = false;
      return {
        buffer,
        release() {
          if (released)
            throw new Error('gpu buffers: a buffer was released twice. Release it once, after its last use.');
          released = true;
          liveBuffers -= 1;
          liveBytes -= size;
          if (disposed) {
            buffer.destroy();
            return;
          }
          pooledBytes += size;
          const others = waiting.get(size);
          if (others === undefined) waiting.set(size, [buffer]);
          else others.push(buffer);
        },
      };
    },
    stats: () => ({ liveBuffers, liveBytes, pooledBytes }),
    dispose() {
      disposed = true;
      for (const buffers of waiting.values()) for (const buffer of buffers) buffer.destroy();
      waiting.clear();
      pooledBytes = 0;
    },
  };
}
