import { definePacketType, type PacketType } from '../packet-type.ts';

interface CpuImageBase {
  /** Where the pixels are: `cpu` = in `data`. */
  readonly kind: 'cpu';
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** Gives the buffer back to its pool. The engine calls it once, after the last consumer. */
  readonly release?: () => void;
}

/** Interleaved red, green, blue, alpha; 8 bits each, straight alpha, rows without padding. */
export interface Rgba8Image extends CpuImageBase {
  readonly format: 'rgba8';
  /** `width * height * 4` bytes. */
  readonly data: Uint8Array;
}

/** One 8-bit channel; as a mask 255 = person. */
export interface Gray8Image extends CpuImageBase {
  readonly format: 'gray8';
  /** `width * height` bytes. */
  readonly data: Uint8Array;
}

/** One float channel, usually 0..1; as a mask 1 = person. */
export interface GrayF32Image extends CpuImageBase {
  readonly format: 'grayf32';
  /** `width * height` floats. */
  readonly data: Float32Array;
}

/** A picture or a mask. Formats are a closed union: switch on `format`. */
export type Image = Rgba8Image | Gray8Image | GrayF32Image;

function isImage(value: unknown): value is Image {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('format' in value)) return false;
  return value.kind === 'cpu' && (value.format === 'rgba8' || value.format === 'gray8' || value.format === 'grayf32');
}

/** Pictures and masks. */
export const image: PacketType<Image> = definePacketType({
  name: 'image',
  description: 'A picture or mask: rgba8, gray8 or grayf32',
  is: isImage,
  release: value => value.release?.(),
});
