import { collectionCalculators } from '../../../src/calculators/collections/index.ts';
import { coreCalculators } from '../../../src/calculators/core/index.ts';
import { imageCalculators } from '../../../src/calculators/image/index.ts';
import { ioCalculators } from '../../../src/calculators/io/index.ts';
import { measureCalculators } from '../../../src/calculators/measure/index.ts';
import { sceneCalculators } from '../../../src/calculators/scene/index.ts';
import { switchCalculators } from '../../../src/calculators/switching/index.ts';
import { tensorCalculators } from '../../../src/calculators/tensor/index.ts';
import { trainCalculators } from '../../../src/calculators/train/index.ts';
import { valueCalculators } from '../../../src/calculators/values/index.ts';
import type { Calculator } from '../../../src/graph/index.ts';

/** An area of calculators as the package exports it: `import { list } from 'millrace/calculators/area'`. */
export interface CalculatorArea {
  readonly area: string;
  readonly list: string;
  readonly calculators: readonly Calculator[];
}

/** Every area, so that a compiled graph imports those that it uses and no other. */
export const calculatorAreas: readonly CalculatorArea[] = [
  { area: 'collections', list: 'collectionCalculators', calculators: collectionCalculators },
  { area: 'core', list: 'coreCalculators', calculators: coreCalculators },
  { area: 'image', list: 'imageCalculators', calculators: imageCalculators },
  { area: 'io', list: 'ioCalculators', calculators: ioCalculators },
  { area: 'measure', list: 'measureCalculators', calculators: measureCalculators },
  { area: 'scene', list: 'sceneCalculators', calculators: sceneCalculators },
  { area: 'switching', list: 'switchCalculators', calculators: switchCalculators },
  { area: 'tensor', list: 'tensorCalculators', calculators: tensorCalculators },
  { area: 'train', list: 'trainCalculators', calculators: trainCalculators },
  { area: 'values', list: 'valueCalculators', calculators: valueCalculators },
];
