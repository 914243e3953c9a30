import type { Calculator } from '../../graph/index.ts';
import { clipVectorSizeCalculator } from './clip-vector-size.ts';
import { concatenateVectorCalculator } from './concatenate-vector.ts';
import { filterCollectionCalculator } from './filter-collection.ts';
import { getVectorItemCalculator } from './get-vector-item.ts';
import { mergeToVectorCalculator } from './merge-to-vector.ts';
import { protoListCalculators } from './proto-lists.ts';
import { splitVectorCalculator } from './split-vector.ts';
import { typedCollectionCalculators } from './typed-collections.ts';
import { collectionHasMinSizeCalculator, vectorIndicesCalculator, vectorSizeCalculator } from './vector-size.ts';

/** Calculators about lists of items of any kind. */
export const collectionCalculators: readonly Calculator[] = [
  clipVectorSizeCalculator,
  collectionHasMinSizeCalculator,
  concatenateVectorCalculator,
  filterCollectionCalculator,
  getVectorItemCalculator,
  mergeToVectorCalculator,
  splitVectorCalculator,
  vectorIndicesCalculator,
  vectorSizeCalculator,
  ...protoListCalculators,
  ...typedCollectionCalculators,
];
