import type { Table } from '../../src/calculators/train/index.ts';
import { xoshiro128 } from '../../src/calculators/train/kernels/chance/xoshiro128.ts';
import type { TrainingSubject } from './training-subject.ts';

/** One batch of random rows, always the same; `membership` splits it in half. */
export function randomRows({ shape, classes, batch }: TrainingSubject): {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly table: Table;
} {
  const generator = xoshiro128(1);
  const size = shape.reduce((product, one) => product * one, 1);
  const x = Float32Array.from({ length: batch * size }, () => generator.uniform() - 0.5);
  const y = new Float32Array(batch * classes);
  for (let i = 0; i < batch; i++) {
    if (classes === 1) y[i] = i % 2;
    else y[i * classes + (i % classes)] = 1;
  }
  const membership = Float64Array.from({ length: batch }, (_, i) => (i < batch / 2 ? 1 : 0));
  const table: Table = {
    rows: batch,
    columns: new Map([
      ['x', { kind: 'number', data: x, shape }],
      ['y', { kind: 'number', data: y, shape: classes === 1 ? [] : [classes] }],
      ['membership', { kind: 'number', data: membership, shape: [] }],
    ]),
  };
  return { x, y, table };
}
