import { expect, it } from 'vitest';
import { checkGraph, createRegistry } from '../../graph/index.ts';
import { runCalculator } from '../../graph/testing/index.ts';
import { coreCalculators } from './index.ts';
import { typedLoopCalculators } from './typed-loops.ts';

it('has the names that graphs of MediaPipe use', () => {
  expect(typedLoopCalculators.map(one => one.name)).toEqual([
    'BeginLoopFloatCalculator',
    'BeginLoopIntCalculator',
    'BeginLoopStringCalculator',
    'BeginLoopUint64tCalculator',
    'BeginLoopImageCalculator',
    'BeginLoopImageFrameCalculator',
    'BeginLoopTensorCalculator',
    'BeginLoopMatrixCalculator',
    'BeginLoopMatrixVectorCalculator',
    'BeginLoopDetectionCalculator',
    'BeginLoopNormalizedRectCalculator',
    'BeginLoopNormalizedLandmarkListVectorCalculator',
    'EndLoopBooleanCalculator',
    'EndLoopFloatCalculator',
    'EndLoopImageCalculator',
    'EndLoopImageFrameCalculator',
    'EndLoopTensorCalculator',
    'EndLoopMatrixCalculator',
    'EndLoopClassificationListCalculator',
    'EndLoopDetectionCalculator',
    'EndLoopNormalizedRectCalculator',
    'EndLoopLandmarkListVectorCalculator',
    'EndLoopNormalizedLandmarkListVectorCalculator',
  ]);
});

it('runs as the generic calculator does', async () => {
  const ints = typedLoopCalculators.find(one => one.name === 'BeginLoopIntCalculator');
  if (ints === undefined) throw new Error('BeginLoopIntCalculator is not there');
  const { outputs } = await runCalculator(ints, {
    inputs: { ITERABLE: [[5, [7, 8]]] },
    outputs: ['ITEM', 'BATCH_END'],
  });
  expect(outputs).toEqual({
    ITEM: [
      [0, 7],
      [1, 8],
    ],
    BATCH_END: [[1, 5]],
  });
});

it('finds items of the wrong type before anything runs', () => {
  const check = checkGraph(
    {
      input_stream: 'lists',
      node: [
        {
          calculator: 'BeginLoopStringCalculator',
          input_stream: 'ITERABLE:lists',
          output_stream: ['ITEM:word', 'BATCH_END:end'],
        },
        {
          calculator: 'EndLoopBooleanCalculator',
          input_stream: ['ITEM:word', 'BATCH_END:end'],
          output_stream: 'ITERABLE:back',
        },
      ],
    },
    { registry: createRegistry(coreCalculators) },
  );
  expect(check.issues).toHaveLength(1);
  expect(check.issues[0]?.message).toContain('text');
  expect(check.issues[0]?.message).toContain('boolean');
});
