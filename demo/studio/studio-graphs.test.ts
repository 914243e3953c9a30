import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { studioGraphs } from './studio-graphs.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'millrace-studio-'));
  cpSync(path.resolve(import.meta.dirname, '../../graphs/background'), path.join(root, 'graphs/background'), {
    recursive: true,
  });
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

it('offers the graphs of pictures, and a new one without being told', async () => {
  mkdirSync(path.join(root, 'graphs/mine'));
  const mine = (output: string) =>
    `type: HalfSize\ninput_stream: IMAGE:pictures\noutput_stream: ${output}\nnode:\n  - calculator: ImageDownsampleCalculator\n    input_stream: IMAGE:pictures\n    output_stream: IMAGE:small\n    options: {width: 8, height: 8}\n`;
  writeFileSync(path.join(root, 'graphs/mine/half-size.yaml'), mine('IMAGE:small'));
  // These do not fit: no picture comes out, and a mistake.
  writeFileSync(path.join(root, 'graphs/mine/no-output.yaml'), mine('[]'));
  writeFileSync(path.join(root, 'graphs/mine/wrong.yaml'), 'node: {calculator: NoneSuch}');
  const graphs = await studioGraphs(root);
  expect(graphs.find(one => one.file === 'mine/half-size.yaml')).toMatchObject({
    ...{ id: 'mine/half-size:small', title: 'Half size', input: 'pictures', shows: 'small', pictures: [] },
  });
  expect(graphs.filter(one => one.file.startsWith('mine/'))).toHaveLength(1);
  expect(graphs.find(one => one.id === 'background/replace:composited')).toMatchObject({
    ...{ title: 'Replace background: composited', input: 'frames', pictures: ['background'] },
  });
  const blur = graphs.filter(one => one.file === 'background/blur.yaml');
  expect(blur.map(one => one.shows)).toEqual(['composited', 'mask']);
  expect(blur[0]?.subgraphs).toHaveLength(2);
  expect(blur[0]?.options).toEqual(['quality', 'budget_ms']);
  expect(blur[0]?.drawings.live.nodes.length).toBeGreaterThan(blur[0]?.drawings.file.nodes.length ?? 0);
});
