import type { VideoColour } from '../../src/calculators/io/index.ts';

/** The tags that say what our matrix means, complete: players guess what is left out. */
export function colourTags(colour: VideoColour) {
  const hd = colour.matrix === 'bt709';
  return {
    primaries: hd ? ('bt709' as const) : ('smpte170m' as const),
    // BT.601 and BT.709 share one curve.
    transfer: hd ? ('bt709' as const) : ('smpte170m' as const),
    matrix: colour.matrix === 'bt709' ? ('bt709' as const) : ('smpte170m' as const),
    fullRange: colour.range === 'full',
  };
}
