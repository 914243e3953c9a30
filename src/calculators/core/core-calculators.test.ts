import { describe, expect, it } from 'vitest';
import { type CalculatorRun, calculatorConformance, type InputEntry } from '../../graph/testing/index.ts';
import { coreCalculators } from './index.ts';

const numbers: readonly InputEntry[] = [
  [0, 1],
  [40_000, 2],
  [80_000, 3],
];
const flags: readonly InputEntry[] = [
  [0, true],
  [40_000, false],
  [80_000, true],
];

/** One ordinary run per calculator; what is missing here fails below. */
const runs: Readonly<Record<string, CalculatorRun>> = {
  BeginLoopCalculator: {
    inputs: {
      ITERABLE: [
        [0, [1, 2]],
        [5, []],
        [9, [3]],
      ],
    },
    outputs: ['ITEM', 'BATCH_END'],
  },
  ConstantSidePacketCalculator: { options: { packet: [{ int_value: 3 }] } },
  EndLoopCalculator: {
    inputs: {
      ITEM: [
        [0, 1],
        [1, 2],
      ],
      BATCH_END: [[1, 100]],
    },
  },
  FlowLimiterCalculator: { inputs: { '': numbers, FINISHED: numbers } },
  GateCalculator: { inputs: { '': numbers, ALLOW: flags } },
  LatencyProbeCalculator: { inputs: { START: numbers, END: numbers } },
  MergeCalculator: { inputs: { '': [[0, 1]], ':1': [[1, 2]] } },
  MuxCalculator: {
    inputs: {
      'INPUT:0': numbers,
      'INPUT:1': numbers,
      SELECT: [
        [0, 1],
        [40_000, 0],
        [80_000, 1],
      ],
    },
  },
  PacketClonerCalculator: {
    inputs: {
      '': numbers,
      TICK: [
        [10, 0],
        [50_000, 0],
      ],
    },
  },
  PacketResamplerCalculator: { inputs: { '': numbers }, outputs: [''], options: { frame_rate: 50 } },
  PacketThinnerCalculator: { inputs: { '': numbers }, options: { period: 50_000 } },
  PassThroughCalculator: { inputs: { '': numbers, TAG: numbers }, outputs: ['', 'TAG'] },
  PreviousLoopbackCalculator: { inputs: { MAIN: numbers, LOOP: numbers } },
  SidePacketToStreamCalculator: { inputs: { TICK: numbers }, sidePackets: { '': 7 }, outputs: ['AT_TICK'] },
};

describe('the core calculators', () => {
  it('are each tried', () => {
    expect(coreCalculators.map(one => one.name)).toEqual(Object.keys(runs));
  });

  for (const calculator of coreCalculators) {
    for (const test of calculatorConformance(calculator, {
      cases: { 'an ordinary run': runs[calculator.name] ?? {} },
    })) {
      it(test.name, test.run);
    }
  }
});
