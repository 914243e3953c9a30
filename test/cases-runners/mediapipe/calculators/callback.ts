import { any, type Calculator, optional, repeated } from '../../../../src/graph/index.ts';
import type { CaseFunction } from '../case-world.ts';
import { testCalculator } from './define.ts';

/** A sink that calls a function, as MediaPipe's plumbing for observers does; here observers need no node. */
export const callbackCalculators: readonly Calculator[] = [
  testCalculator('CallbackCalculator', {
    inputs: { '': repeated(any, 'Anything') },
    sidePackets: {
      CALLBACK: optional(any, 'Called with each packet'),
      VECTOR_CALLBACK: optional(any, 'Called with each row'),
      OBSERVE_TIMESTAMP_BOUNDS: optional(any, 'Whether rows without packets count'),
    },
    processTimestampBounds: true,
    timestampOffset: null,
    open: ({ sidePackets }) => ({
      process: async ({ inputs, inputTimestamp }) => {
        const isBound = inputs[''].every(input => input.isEmpty);
        if (isBound && sidePackets.OBSERVE_TIMESTAMP_BOUNDS !== true) return;
        const call = (sidePackets.CALLBACK ?? sidePackets.VECTOR_CALLBACK) as CaseFunction | undefined;
        await call?.({ inputs: inputs[''], outputs: [], inputTimestamp });
      },
    }),
  }),
];
