import { describe, expect, it } from 'vitest';
import { type TaskNode, TaskQueue } from './task-queue.ts';

type Node = TaskNode<Node>;

function node(index: number, configIndex = index, sourceLayer = 0, sourceOrder = 0): Node {
  return { index, sourceOrder, sourceBehind: null, plan: { configIndex, sourceLayer } };
}

function drain(queue: TaskQueue<Node>): readonly number[] {
  const order: number[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) order.push(next.index);
  return order;
}

describe('TaskQueue', () => {
  it('opens first, in the order of the config', () => {
    const queue = new TaskQueue<Node>();
    queue.addNode(node(9));
    queue.addSource(node(0));
    queue.addOpen(node(2, 1));
    queue.addOpen(node(1, 2));
    expect(drain(queue)).toEqual([2, 1, 9, 0]);
  });

  it('opens in the order of the config, in whichever they come and are taken', () => {
    const queue = new TaskQueue<Node>();
    for (const i of [4, 1, 3]) queue.addOpen(node(i));
    expect(queue.take()?.index).toBe(1);
    for (const i of [0, 9, 2]) queue.addOpen(node(i));
    expect(queue.size).toBe(5);
    expect(queue.takeAny(2)?.index).toBe(3);
    expect(drain(queue)).toEqual([0, 2, 4, 9]);
    expect(queue.size).toBe(0);
    queue.addOpen(node(7));
    expect(drain(queue)).toEqual([7]);
  });

  it('runs later nodes first', () => {
    const queue = new TaskQueue<Node>();
    for (const i of [3, 7, 1, 7, 5, 2, 9, 4]) queue.addNode(node(i));
    expect(queue.size).toBe(8);
    expect(drain(queue)).toEqual([9, 7, 7, 5, 4, 3, 2, 1]);
  });

  it('runs sources by layer, then by their order, then by index', () => {
    const queue = new TaskQueue<Node>();
    queue.addSource(node(1, 1, 1, 0));
    queue.addSource(node(2, 2, 0, 50));
    queue.addSource(node(4, 4, 0, 10));
    queue.addSource(node(3, 3, 0, 10));
    expect(drain(queue)).toEqual([3, 4, 2, 1]);
  });

  it('gives any task, and keeps the order of the rest', () => {
    for (let place = 0; place < 12; place += 1) {
      const queue = new TaskQueue<Node>();
      queue.addOpen(node(100));
      for (const i of [3, 7, 1, 8, 5, 2, 9, 4, 6, 0]) queue.addNode(node(i));
      queue.addSource(node(200));
      const taken = queue.takeAny(place)?.index;
      const all = [100, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 200];
      expect(drain(queue)).toEqual(all.filter(i => i !== taken));
    }
  });
});
