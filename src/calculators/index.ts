import type { Calculator } from '../graph/index.ts';
import { collectionCalculators } from './collections/index.ts';
import { coreCalculators } from './core/index.ts';
import { imageCalculators } from './image/index.ts';
import { ioCalculators } from './io/index.ts';
import { measureCalculators } from './measure/index.ts';
import { sceneCalculators } from './scene/index.ts';
import { switchCalculators } from './switching/index.ts';
import { tensorCalculators } from './tensor/index.ts';
import { trainCalculators } from './train/index.ts';
import { valueCalculators } from './values/index.ts';

/** Every calculator that Millrace brings, for a registry: `createRegistry(builtinCalculators)`. */
export const builtinCalculators: readonly Calculator[] = [
  ...collectionCalculators,
  ...coreCalculators,
  ...imageCalculators,
  ...ioCalculators,
  ...measureCalculators,
  ...sceneCalculators,
  ...switchCalculators,
  ...tensorCalculators,
  ...trainCalculators,
  ...valueCalculators,
];
