import { expect, it } from 'vitest';
import { runCalculator } from '../../../graph/testing/index.ts';
import { stopRequestService } from '../batches/stop-request.ts';
import { type GraphRunner, graphRunnerService, type NestedRun } from './graph-runner.ts';
import { runGraphCalculator } from './run-graph.ts';
import { settingsGridCalculator } from './settings-grid.ts';

it('SettingsGridCalculator sends every case with every combination, the last name fastest', async () => {
  const { outputs } = await runCalculator(settingsGridCalculator, {
    options: { cases: [{ weight: 0 }, { weight: 1 }], grid: { rate: [0.2], seed: [1, 2] } },
  });
  expect(outputs['SETTINGS']).toEqual([
    [0, { weight: 0, rate: 0.2, seed: 1 }],
    [1, { weight: 0, rate: 0.2, seed: 2 }],
    [2, { weight: 1, rate: 0.2, seed: 1 }],
    [3, { weight: 1, rate: 0.2, seed: 2 }],
  ]);
  await expect(runCalculator(settingsGridCalculator, { options: { grid: { seed: 1 } } })).rejects.toThrow(
    'no record of lists',
  );
  await expect(runCalculator(settingsGridCalculator, { options: { cases: [3] } })).rejects.toThrow('3 is no case');
});

/** A runner whose graphs answer twice their weight, and what it was asked for. */
function doubling(answer = (setup: NestedRun): unknown => ({ figure: 2 * Number(setup.options['weight']) })) {
  const runs: NestedRun[] = [];
  const runner: GraphRunner = {
    open: async () => ({
      async run(setup) {
        runs.push(setup);
        return setup.outputs.map(() => answer(setup));
      },
    }),
  };
  return { runs, services: { [graphRunnerService.key]: runner } };
}

it('RunGraphCalculator runs a graph for each settings packet and sends both together', async () => {
  const { runs, services } = doubling();
  const { outputs, counters } = await runCalculator(runGraphCalculator, {
    services,
    inputs: {
      SETTINGS: [
        [0, { weight: 1 }],
        [4, { weight: 3, epochs: 9 }],
      ],
    },
    sidePackets: { 'SIDE:0': 'rows' },
    options: { graph: 'fit.yaml', side: ['train'], results: ['metrics'], common: { epochs: 5 } },
  });
  expect(outputs['RESULT']).toEqual([
    [0, { weight: 1, figure: 2 }],
    [4, { weight: 3, epochs: 9, figure: 6 }],
  ]);
  expect(runs.map(({ options, sidePackets }) => ({ options, sidePackets }))).toEqual([
    { options: { epochs: 5, weight: 1 }, sidePackets: { train: 'rows' } },
    { options: { epochs: 9, weight: 3 }, sidePackets: { train: 'rows' } },
  ]);
  expect(counters('runs')).toBe(2);
});

it('RunGraphCalculator names a stream without a record, and sends nothing of a run that was broken off', async () => {
  const run = (services: Readonly<Record<string, unknown>>) =>
    runCalculator(runGraphCalculator, {
      services,
      inputs: { SETTINGS: [[0, { weight: 1 }]] },
      options: { graph: 'fit.yaml', results: ['metrics'] },
    });
  await expect(run(doubling(() => undefined).services)).rejects.toThrow('fit.yaml sent no record on "metrics"');
  const stop = { isRequested: false };
  const { services } = doubling(() => {
    stop.isRequested = true;
    return { figure: 1 };
  });
  const { outputs } = await run({ ...services, [stopRequestService.key]: stop });
  expect(outputs['RESULT']).toEqual([]);
});
