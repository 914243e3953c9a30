import { packWeights, unpackWeights, type WeightEntry, type Weights } from './weights.ts';

interface Header {
  readonly index: readonly WeightEntry[];
}

/** Weights as one file: the length of a header (32 bits), the header (JSON: where each value lies), the float32 values. */
export function encodeWeights(weights: Weights): Uint8Array {
  const { index, data } = packWeights(weights);
  const header = new TextEncoder().encode(JSON.stringify({ index } satisfies Header));
  const bytes = new Uint8Array(4 + header.length + data.byteLength);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  bytes.set(new Uint8Array(data.buffer), 4 + header.length);
  return bytes;
}

/** Reads what {@link encodeWeights} wrote. @throws Error for bytes that are something else. */
export function decodeWeights(bytes: Uint8Array, name: string): Weights {
  const length = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (length === 0 || bytes.length < 4 + length) {
    throw new Error(`${name}: holds no weights (${bytes.length} bytes). Give a file weights.ckpt that training wrote.`);
  }
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header;
  return unpackWeights(header.index, new Float32Array(Uint8Array.from(bytes.subarray(4 + length)).buffer));
}
