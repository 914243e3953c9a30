import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliRegistry } from '../cli-registry.ts';
import { openPlan } from '../open-graph.ts';
import { drawPlan } from './draw-plan.ts';
import { type Box, layOut, type Point } from './lay-out.ts';

const folder = new URL('../../../graphs', import.meta.url).pathname;
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.yaml') && !file.endsWith('.test.yaml'))
  .sort();

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const holds = (outer: Box, inner: Box): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height;
const onBorder = ({ x, y }: Point, box: Box): boolean =>
  x >= box.x - 1 &&
  x <= box.x + box.width + 1 &&
  y >= box.y - 1 &&
  y <= box.y + box.height + 1 &&
  !(x > box.x + 1 && x < box.x + box.width - 1 && y > box.y + 1 && y < box.y + box.height - 1);

describe.each(files)('%s', file => {
  it('is laid out without overlaps, each node in its box, each arrow from border to border', async () => {
    const plan = await openPlan(join(folder, file), cliRegistry());
    const drawing = drawPlan(plan);
    const placed = layOut(drawing);
    const { nodes, groups, edges, width, height } = placed;
    expect(nodes).toHaveLength(drawing.nodes.length);
    const wrong: string[] = [];
    for (const [i, a] of nodes.entries()) {
      for (const b of nodes.slice(i + 1)) if (overlap(a, b)) wrong.push(`${a.name} lies on ${b.name}`);
      if (!holds({ x: 0, y: 0, width, height }, a)) wrong.push(`${a.name} is outside of the drawing`);
      for (const group of groups) {
        const isInside = a.name.startsWith(`${group.name.toLowerCase()}__`);
        if (isInside ? !holds(group, a) : overlap(group, a)) wrong.push(`${a.name} lies wrong to ${group.name}`);
      }
    }
    for (const edge of edges) {
      const [from, to] = [edge.from, edge.to].map(id => nodes.find(node => node.id === id)!);
      if (!onBorder(edge.points[0]!, from!)) wrong.push(`${edge.name} does not leave ${edge.from}`);
      if (!onBorder(edge.points.at(-1)!, to!)) wrong.push(`${edge.name} does not reach ${edge.to}`);
    }
    expect(wrong).toEqual([]);
  });
});

it('lays out nothing, and a node that reads what it sends', () => {
  const empty = { type: '', comment: '', groups: [], nodes: [], edges: [] };
  expect(layOut(empty)).toMatchObject({ nodes: [], edges: [] });
  const node = { id: 'n0', kind: 'node', label: 'a', name: 'a', comment: '' } as const;
  const loop = {
    from: 'n0',
    to: 'n0',
    kind: 'back',
    name: 's',
    label: 's',
    type: 'any',
    fromTag: '',
    toTag: '',
  } as const;
  const drawing = { ...empty, nodes: [node], edges: [loop] };
  const [edge] = layOut(drawing).edges;
  expect(layOut(drawing).edges).toEqual([edge]);
  expect(edge!.points.length).toBeGreaterThan(2);
  expect(edge!.points.every(point => Number.isFinite(point.x) && Number.isFinite(point.y))).toBe(true);
});
