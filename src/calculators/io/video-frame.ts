/** One picture of a video as codecs know it: 4:2:0, planes one after the other, rows without padding. */
export interface VideoPicture {
  /** In pixels: what is seen, not what is coded. May be odd; chroma is then rounded up. */
  readonly width: number;
  /** In pixels, like `width`. */
  readonly height: number;
  /** `i420`: planes Y, U, V. `nv12`: plane Y, then pairs of U and V. */
  readonly layout: 'i420' | 'nv12';
  /** `width * height + 2 * ceil(width / 2) * ceil(height / 2)` bytes. */
  readonly data: Uint8Array;
}

/** A picture with its place in time. */
export interface VideoFrame extends VideoPicture {
  /** When it is shown, in integer microseconds. */
  readonly timestampUs: number;
  /** How long it is shown, in integer microseconds; 0 when the file does not say. */
  readonly durationUs: number;
}

/** A frame that a reader lends: `close` gives its memory back. Exactly one owner closes it. */
export interface OwnedVideoFrame extends VideoFrame {
  /** Gives the memory back; `data` must not be used afterwards. A second call does nothing. */
  close(): void;
}
