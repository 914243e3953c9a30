/** The sound of a WAV file. */
export interface WavSound {
  readonly rate: number;
  /** All channels mixed to one, -1..1. */
  readonly samples: Float32Array;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/**
 * Reads a WAV file (RIFF): integers of 8, 16, 24 or 32 bits and floats of 32 bits, any number of channels, mixed to one.
 *
 * @throws RangeError that says what is wrong with the file.
 */
export function parseWav(bytes: Uint8Array): WavSound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') {
    throw new RangeError('is no WAV file. Convert it: ffmpeg -i FILE FILE.wav');
  }
  let format:
    | { readonly kind: number; readonly channels: number; readonly rate: number; readonly bits: number }
    | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    const from = at + 8;
    if (tag(at) === 'fmt ' && from + 16 <= bytes.length) {
      const first = view.getUint16(from, true);
      // The kind of an extensible format stands at the start of its GUID.
      const kind = first === EXTENSIBLE && size >= 26 ? view.getUint16(from + 24, true) : first;
      const [channels, bits] = [view.getUint16(from + 2, true), view.getUint16(from + 14, true)];
      format = { kind, channels, rate: view.getUint32(from + 4, true), bits };
    }
    if (tag(at) === 'data') {
      if (format === undefined) throw new RangeError('has sound before its format. Write it anew.');
      // A file that was cut off, or written to a pipe, ends before its size says.
      return { rate: format.rate, samples: mix(view, from, Math.min(size, bytes.length - from), format) };
    }
    // Chunks lie at even places.
    at = from + size + (size % 2);
  }
  throw new RangeError('has no sound in it. Write it anew.');
}

function mix(
  view: DataView,
  from: number,
  size: number,
  format: { readonly kind: number; readonly channels: number; readonly rate: number; readonly bits: number },
): Float32Array {
  const { kind, channels, bits, rate } = format;
  const read = reader(view, kind, bits);
  if (read === undefined || channels === 0 || rate === 0) {
    throw new RangeError(
      `holds ${bits}-bit samples of kind ${kind} in ${channels} channels at ${rate} Hz. Convert it: ffmpeg -i FILE -c:a pcm_s16le FILE.wav`,
    );
  }
  const width = bits / 8;
  const frames = Math.floor(size / (width * channels));
  return Float32Array.from({ length: frames }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += read(from + (i * channels + c) * width);
    return sum / channels;
  });
}

function reader(view: DataView, kind: number, bits: number): ((at: number) => number) | undefined {
  if (kind === FLOAT && bits === 32) return at => view.getFloat32(at, true);
  if (kind !== PCM) return undefined;
  if (bits === 8) return at => (view.getUint8(at) - 128) / 128;
  if (bits === 16) return at => view.getInt16(at, true) / 32768;
  if (bits === 24) return at => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8388608;
  if (bits === 32) return at => view.getInt32(at, true) / 2147483648;
  return undefined;
}
