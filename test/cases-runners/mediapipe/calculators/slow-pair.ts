import { any, type Calculator, integer, required, STOP } from '../../../../src/graph/index.ts';
import { testCalculator } from './define.ts';

/** A source and a slow node that wait for each other, over counters of their own. */
export function slowPair(): readonly Calculator[] {
  const state = { source: 0, slow: 0, isDone: false };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise(resolve => setImmediate(resolve));
  };
  return [
    testCalculator('TestSourceCalculator', {
      outputs: { '': required(integer, '0') },
      timestampOffset: null,
      open() {
        state.source = 0;
        return {
          async process({ outputs }) {
            if (state.source === 100) {
              state.isDone = true;
              return STOP;
            }
            outputs[''].emit(0, state.source);
            state.source += 1;
            await until(() => state.source <= 10 * state.slow || state.source <= 1);
            return undefined;
          },
        };
      },
    }),
    testCalculator('TestSlowCalculator', {
      inputs: { '': required(any, 'Anything') },
      outputs: { '': required(integer, '0') },
      timestampOffset: null,
      open() {
        state.slow = 0;
        return {
          async process({ outputs }) {
            outputs[''].emit(0);
            state.slow += 1;
            await until(() => state.source > 10 * state.slow || state.isDone);
          },
        };
      },
    }),
  ];
}
