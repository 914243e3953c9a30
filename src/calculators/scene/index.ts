import type { Calculator } from '../../graph/index.ts';
import { presenterSceneCalculator } from './presenter-scene.ts';

export { presenterSceneCalculator } from './presenter-scene.ts';

/** Calculators that render scenes whose truth is known. */
export const sceneCalculators: readonly Calculator[] = [presenterSceneCalculator];
