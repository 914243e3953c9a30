/** An 8-bit gray plane as floats 0..1. Both arrays have one length. */
export function gray8ToFloat(source: Uint8Array, target: Float32Array): void {
  // The lengths are equal, so the index is inside.
  for (let i = 0; i < target.length; i++) target[i] = source[i]! / 255;
}
