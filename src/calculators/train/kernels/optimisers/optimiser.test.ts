import { expect, it } from 'vitest';
import { clipGradients, globalNorm } from './clip-gradients.ts';
import { applyOptimiser, initialMoments, type OptimiserSpec } from './optimiser.ts';

const adamw: OptimiserSpec = {
  kind: 'adamw',
  learning_rate: 0.1,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weight_decay: 0.5,
};

it('AdamW shrinks weights apart from the gradient, and leaves what does not decay', () => {
  for (const decays of [true, false]) {
    const variable = Float64Array.of(2);
    const moments = initialMoments(adamw, variable);
    applyOptimiser({ spec: adamw, variable, gradient: [0], moments, rate: 0.1, step: 1, decays });
    expect(variable[0]).toBeCloseTo(decays ? 1.9 : 2, 12);
  }
});

it('goes on bit by bit from copied moments', () => {
  const spec: OptimiserSpec = { ...adamw, kind: 'adam' };
  const run = (interrupted: boolean): Float32Array => {
    const variable = Float32Array.of(1, -2, 3);
    let moments = initialMoments(spec, variable);
    for (let step = 1; step <= 40; step++) {
      const gradient = variable.map(value => Math.sin(value * step));
      applyOptimiser({ spec, variable, gradient, moments, rate: 0.01, step });
      if (interrupted && step === 20) moments = moments.map(one => one.slice());
    }
    return variable;
  };
  expect(run(true)).toEqual(run(false));
});

it('clips by the norm of all gradients together', () => {
  const gradients = [Float32Array.of(3), Float32Array.of(4)];
  const norm = globalNorm(gradients);
  expect(norm).toBe(5);
  clipGradients(gradients, norm, 10);
  expect(gradients[0]![0]).toBe(3);
  clipGradients(gradients, norm, 1);
  expect(globalNorm(gradients)).toBeCloseTo(1, 6);
});
