import type { Calculator } from '../../../src/graph/index.ts';
import { callbackCalculators } from './calculators/callback.ts';
import { flowCalculators } from './calculators/flow.ts';
import { numberCalculators } from './calculators/numbers.ts';
import { sidePacketCalculators } from './calculators/side-packets.ts';
import { sourceCalculators } from './calculators/sources.ts';

/** The calculators of the cases that are the same in every case: workers load them too. */
export const calculators: readonly Calculator[] = [
  ...callbackCalculators,
  ...flowCalculators,
  ...numberCalculators,
  ...sidePacketCalculators,
  ...sourceCalculators,
];
