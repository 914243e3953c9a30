/** How luma and chroma relate to red, green and blue. */
export interface YuvColour {
  /** The coefficients: ITU-R BT.601 or BT.709. */
  readonly matrix: 'bt601' | 'bt709';
  /** `limited`: luma 16..235, chroma 16..240; `full`: 0..255. */
  readonly range: 'limited' | 'full';
}

/** What a stream says of itself; anything may be missing or unknown. */
export interface YuvTags {
  readonly matrix?: string | null | undefined;
  readonly fullRange?: boolean | null | undefined;
}

/**
 * The one rule that decides the colours of a stream: its tag; without a usable tag BT.709 from 720 lines on and BT.601
 * below; limited range unless it says full.
 *
 * WebCodecs' names are understood: `bt709`; `smpte170m`, `bt470bg` and `bt601` are the BT.601 coefficients.
 */
export function yuvColour(height: number, tags: YuvTags = {}): YuvColour {
  const range = tags.fullRange === true ? 'full' : 'limited';
  switch (tags.matrix) {
    case 'bt709':
      return { matrix: 'bt709', range };
    case 'bt601':
    case 'smpte170m':
    case 'bt470bg':
      return { matrix: 'bt601', range };
    default:
      return { matrix: height >= 720 ? 'bt709' : 'bt601', range };
  }
}

/** The numbers behind a {@link YuvColour}. Values in 0..255. */
export interface YuvCoefficients {
  /** Weights of red, green and blue in luma; they sum to 1. */
  readonly kr: number;
  readonly kg: number;
  readonly kb: number;
  /** Luma of black. */
  readonly black: number;
  /** Steps between luma of black and white: 219 or 255. */
  readonly lumaSteps: number;
  /** Steps of chroma over its whole range: 224 or 255. */
  readonly chromaSteps: number;
}

/** The coefficients of ITU-R BT.601-7 and BT.709-6, section 3. */
export function yuvCoefficients(colour: YuvColour): YuvCoefficients {
  const kr = colour.matrix === 'bt709' ? 0.2126 : 0.299;
  const kb = colour.matrix === 'bt709' ? 0.0722 : 0.114;
  const limited = colour.range === 'limited';
  return {
    kr,
    kg: 1 - kr - kb,
    kb,
    black: limited ? 16 : 0,
    lumaSteps: limited ? 219 : 255,
    chromaSteps: limited ? 224 : 255,
  };
}
