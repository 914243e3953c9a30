// The ends of a SwitchContainer

import type { Calculator } from '../../graph/index.ts';
import { switchDemuxCalculator } from './switch-demux.ts';
import { switchMuxCalculator } from './switch-mux.ts';

/** What a graph with a SwitchContainer needs: the calculators at its two ends. */
export const switchCalculators: readonly Calculator[] = [switchDemuxCalculator, switchMuxCalculator];
