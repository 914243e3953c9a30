import type { SceneVariant } from './scene-variant.ts';

/** A family of patterns on cloth, walls and things. */
export type PatternKind =
  | 'plain'
  | 'stripes'
  | 'plaid'
  | 'dots'
  | 'noise'
  | 'print'
  | 'hatch'
  | 'checker'
  | 'marble'
  | 'camouflage'
  | 'zigzag'
  | 'argyle'
  | 'waves'
  | 'cells'
  | 'rings'
  | 'bricks'
  | 'fade'
  | 'halves'
  | 'interference'
  | 'mosaic';

const everyday: readonly PatternKind[] = ['plain', 'plain', 'plain', 'stripes', 'plaid', 'dots', 'noise', 'print'];

/**
 * The patterns of each variant, the frequent ones several times. What is held out is in no other list but for plain
 * colours: the published figures must come from textures that training has not shown.
 */
export const patternKinds: Readonly<Record<SceneVariant, readonly PatternKind[]>> = {
  presenter: everyday,
  'held-out': ['plain', 'hatch', 'checker', 'marble'],
  training: [
    ...everyday,
    'camouflage',
    'zigzag',
    'argyle',
    'waves',
    'cells',
    'rings',
    'bricks',
    'fade',
    'halves',
    'interference',
    'mosaic',
    'mosaic',
  ],
};
