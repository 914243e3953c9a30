import { describe, expect, it } from 'vitest';
import { type LinedSource, SourceLine } from './source-line.ts';

interface Source extends LinedSource<Source> {
  sourceOrder: number;
}

function source(index: number, sourceOrder: number, sourceLayer = 0): Source {
  return { index, sourceOrder, sourceBehind: null, plan: { sourceLayer } };
}

function drain(line: SourceLine<Source>): number[] {
  const order: number[] = [];
  for (let next = line.takeFirst(); next !== null; next = line.takeFirst()) order.push(next.index);
  return order;
}

describe('SourceLine', () => {
  it('orders by layer, then by the number of the source, then by index', () => {
    const line = new SourceLine<Source>();
    for (const one of [source(0, 9), source(1, 3), source(2, 5, 1), source(3, 3), source(4, 1), source(5, 10)])
      line.add(one);
    expect(line.size).toBe(6);
    expect(drain(line)).toEqual([4, 1, 3, 0, 5, 2]);
    expect(line.size).toBe(0);
    expect(line.takeFirst()).toBeNull();
  });

  it('takes from any place and goes on behind it', () => {
    const line = new SourceLine<Source>();
    for (let i = 0; i < 4; i += 1) line.add(source(i, i));
    expect(line.takeAt(3)?.index).toBe(3);
    line.add(source(4, 9));
    expect(line.takeAt(1)?.index).toBe(1);
    expect(line.takeAt(0)?.index).toBe(0);
    expect(drain(line)).toEqual([2, 4]);
    line.add(source(5, 0));
    expect(drain(line)).toEqual([5]);
  });

  it('looks at few sources where each goes to the end, however many wait', () => {
    const line = new SourceLine<Source>();
    let looks = 0;
    const sources = Array.from({ length: 200 }, (_, i) => {
      const one = source(i, 0);
      let order = 0;
      Object.defineProperty(one, 'sourceOrder', {
        get: () => {
          looks += 1;
          return order;
        },
        set: (to: number) => {
          order = to;
        },
      });
      return one;
    });
    for (const one of sources) line.add(one);
    for (let round = 1; round <= 3; round += 1) {
      for (const one of sources) {
        expect(line.takeFirst()).toBe(one);
        one.sourceOrder = round;
        line.add(one);
      }
    }
    expect(looks).toBeLessThan(4 * 200 * 4);
  });
});
