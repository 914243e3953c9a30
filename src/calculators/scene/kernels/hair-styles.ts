import type { SceneVariant } from './scene-variant.ts';

type EverydayHair = 'short' | 'long' | 'curly' | 'bob' | 'bald' | 'bun' | 'hood' | 'cap' | 'tail';

/** Hair and head-wear that only training has. */
export type TrainingHair = 'cloud' | 'spikes' | 'pigtails' | 'veil' | 'hat' | 'beanie' | 'turban';

/** What a person wears on the head. */
export type HairStyle = EverydayHair | 'afro' | 'mohawk' | TrainingHair;

const everyday: readonly EverydayHair[] = [
  'short',
  'short',
  'short',
  'long',
  'long',
  'curly',
  'bob',
  'bald',
  'bun',
  'hood',
  'cap',
  'tail',
];

/** The styles of {@link TrainingHair}, the frequent ones several times. */
export const trainingHair: readonly TrainingHair[] = [
  'cloud',
  'cloud',
  'spikes',
  'pigtails',
  'veil',
  'hat',
  'beanie',
  'turban',
];

/** The styles of each variant. Afro and mohawk are held out: no other list has them. */
export const hairStyles: Readonly<Record<SceneVariant, readonly HairStyle[]>> = {
  presenter: everyday,
  'held-out': ['short', 'long', 'afro', 'mohawk', 'bun', 'cap', 'bald'],
  training: [...everyday, ...trainingHair],
};
