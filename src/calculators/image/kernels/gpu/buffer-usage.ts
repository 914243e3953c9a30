/** The flags of WebGPU's `GPUBufferUsage`, which Node does not have as a global. */
export const bufferUsage = { mapRead: 0x1, copySource: 0x4, copyTarget: 0x8, uniform: 0x40, storage: 0x80 } as const;
