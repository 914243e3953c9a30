import type { Calculator } from '../../graph/index.ts';
import { presenterSceneCalculator } from './presenter-scene.ts';
import { sceneTensorCalculator } from './scene-tensor.ts';

export { presenterSceneCalculator } from './presenter-scene.ts';
export { sceneTensorCalculator } from './scene-tensor.ts';

/** Calculators that render scenes whose truth is known. */
export const sceneCalculators: readonly Calculator[] = [presenterSceneCalculator, sceneTensorCalculator];
