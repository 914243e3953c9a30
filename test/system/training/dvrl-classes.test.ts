import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Table } from '../../../src/calculators/train/index.ts';
import { normalSource } from '../../../src/calculators/train/kernels/chance/normal.ts';
import { xoshiro128 } from '../../../src/calculators/train/kernels/chance/xoshiro128.ts';
import { memoryFiles } from '../../fixtures/training/memory-files.ts';
import { runGraphFile } from '../../fixtures/training/run-graph-file.ts';

const graph = fileURLToPath(new URL('../../../graphs/dvrl/value-rows.yaml', import.meta.url));
const CLASSES = 5;
const COLUMNS = 16;

/** Rows of overlapping clouds, a class each; every fifth label is that of the next class where `noisy`. */
function clouds(rows: number, seed: number, noisy: boolean): Table {
  const centres = normalSource(xoshiro128(1));
  const middle = Array.from({ length: CLASSES * COLUMNS }, () => centres());
  const normal = normalSource(xoshiro128(seed));
  const x = new Float64Array(rows * COLUMNS);
  const y = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const own = row % CLASSES;
    for (let c = 0; c < COLUMNS; c++) x[row * COLUMNS + c] = 0.2 * ((middle[own * COLUMNS + c] ?? 0) + normal());
    y[row] = noisy && row % 5 === Math.floor(row / 5) % 5 ? (own + 1) % CLASSES : own;
  }
  return {
    rows,
    columns: new Map([
      ['x', { kind: 'number', data: x, shape: [COLUMNS] }],
      ['y', { kind: 'number', data: y, shape: [] }],
    ]),
  };
}

it('DVRL finds changed labels among several classes', async () => {
  const rows = 200;
  const seen = await runGraphFile(graph, {
    files: memoryFiles(),
    sidePackets: { train: clouds(rows, 2, true), valid: clouds(80, 3, false) },
    options: {
      iterations: 200,
      classifier: 'softmax',
      transform: 'softmax',
      classes: CLASSES,
      permutations: 1,
      seed: 2,
    },
    watch: ['dvrl', 'difference', 'loo'],
  });
  const found = (stream: string): number => {
    const values = seen[stream]?.[0] as readonly number[];
    const order = values.map((_, row) => row).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
    return order.slice(0, rows / 5).filter(row => row % 5 === Math.floor(row / 5) % 5).length / (rows / 5);
  };
  expect(found('difference')).toBeGreaterThan(0.6);
  expect(found('dvrl')).toBeGreaterThan(0.6);
  expect(found('dvrl')).toBeGreaterThan(found('loo') + 0.15);
});
