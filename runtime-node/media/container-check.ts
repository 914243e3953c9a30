import type { FileHandle } from 'node:fs/promises';

/** What the outermost structure of a file says, read without decoding anything. */
export interface ContainerCheck {
  /** `mp4`: boxes (MP4, MOV). `matroska`: EBML (WebM, MKV). `other`: anything else; nothing more is known then. */
  readonly kind: 'mp4' | 'matroska' | 'other';
  /** The file's size in bytes. */
  readonly bytes: number;
  /** By how many bytes the file is shorter than its structure says; 0 when it is whole or does not say. */
  readonly missingBytes: number;
  /** Of `mp4`: whether the table of contents (`moov`) is there. Without it nothing can be read. */
  readonly hasMovieBox: boolean;
}

/**
 * Looks at a file's outermost boxes: a file that was cut still has a table that lists frames which are gone, and
 * decoders end there without an error.
 *
 * Sources: ISO/IEC 14496-12 section 4.2 (boxes), RFC 8794 section 5 (EBML sizes).
 *
 * @throws the system's error when the file cannot be read, such as a folder.
 */
export async function checkContainer(file: FileHandle): Promise<ContainerCheck> {
  const { size } = await file.stat();
  const head = await readAt(file, 0, 64);
  if (head.length >= 4 && head.readUInt32BE(0) === 0x1a45dfa3) return checkMatroska(head, size);
  if (head.length >= 8 && BOX_STARTS.has(head.toString('latin1', 4, 8))) return checkBoxes(file, size);
  return { kind: 'other', bytes: size, missingBytes: 0, hasMovieBox: false };
}

const BOX_STARTS = new Set(['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'styp', 'moof', 'pnot']);

async function checkBoxes(file: FileHandle, size: number): Promise<ContainerCheck> {
  let hasMovieBox = false;
  let position = 0;
  // A box has at least 8 bytes, so this ends; the bound keeps a file of millions of tiny boxes from taking minutes.
  for (let boxes = 0; position + 8 <= size && boxes < 100_000; boxes++) {
    const head = await readAt(file, position, 16);
    if (head.length < 8) break;
    const short = head.readUInt32BE(0);
    const length = short === 0 ? size - position : short === 1 ? longLength(head) : short;
    if (length < 8) break;
    if (head.toString('latin1', 4, 8) === 'moov' && position + length <= size) hasMovieBox = true;
    position += length;
  }
  return { kind: 'mp4', bytes: size, missingBytes: Math.max(0, position - size), hasMovieBox };
}

function longLength(head: Buffer): number {
  return head.length < 16 ? 0 : Number(head.readBigUInt64BE(8));
}

function checkMatroska(head: Buffer, size: number): ContainerCheck {
  let missingBytes = 0;
  const header = sizeAt(head, 4);
  if (header?.value !== undefined) {
    const segment = 4 + header.length + header.value;
    const segmentSize = segment + 4 < head.length ? sizeAt(head, segment + 4) : undefined;
    if (segmentSize?.value !== undefined && head.readUInt32BE(segment) === 0x18538067) {
      missingBytes = Math.max(0, segment + 4 + segmentSize.length + segmentSize.value - size);
    }
  }
  return { kind: 'matroska', bytes: size, missingBytes, hasMovieBox: false };
}

/** An EBML size: its own length and its value; no value when it is "unknown" (a live recording). */
function sizeAt(head: Buffer, position: number): { length: number; value: number | undefined } | undefined {
  const first = head[position];
  if (first === undefined || first === 0) return undefined;
  const length = Math.clz32(first) - 23;
  if (position + length > head.length) return undefined;
  let value = first & (0xff >> length);
  let unknown = value === 0xff >> length;
  for (let i = 1; i < length; i++) {
    const byte = head[position + i] ?? 0;
    unknown &&= byte === 0xff;
    value = value * 256 + byte;
  }
  return { length, value: unknown ? undefined : value };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
