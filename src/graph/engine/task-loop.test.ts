import { describe, expect, it } from 'vitest';
import { createScheduler } from './scheduler.ts';
import { type LoopNode, TaskLoop } from './task-loop.ts';

type Node = LoopNode<Node>;

/** A loop whose work is done when `drain` is called, and a node in it. */
function makeLoop(overrides: Partial<Node> = {}) {
  const errors: string[] = [];
  const drains: (() => void)[] = [];
  const steps: string[] = [];
  const host = {
    failed: false,
    fail: (error: Error) => errors.push(error.message),
    standsStill: () => false,
    rests: () => steps.push('rests'),
  };
  const scheduler = { ...createScheduler(), soon: (drain: () => void) => drains.push(drain) };
  const loop = new TaskLoop<Node>(scheduler, () => steps.push('step'), host);
  const node: Node = {
    index: 0,
    sourceOrder: 0,
    sourceBehind: null,
    plan: { configIndex: 0, sourceLayer: 0 },
    runTask: () => null,
    propagateInputBound: () => undefined,
    inputChanged: () => undefined,
    ...overrides,
  };
  const drain = () => {
    for (let next = drains.shift(); next !== undefined; next = drains.shift()) next();
  };
  loop.start();
  return { loop, node, errors, steps, drain };
}

describe('what throws in the loop fails the run, and the loop goes on', () => {
  it('a task', () => {
    const { loop, node, errors, steps, drain } = makeLoop({
      runTask: () => {
        throw new Error('stuck');
      },
    });
    loop.addCall(node);
    drain();
    expect(errors).toEqual(['stuck']);
    expect(steps).toEqual(['step', 'rests']);
  });

  it('a bound that goes on as a task of its own', () => {
    const { loop, node, errors, steps, drain } = makeLoop({
      // Round and round: until it is too deep, then later.
      propagateInputBound: () => {
        loop.passBound(node);
      },
      inputChanged: () => {
        throw new Error('stuck');
      },
    });
    loop.passBound(node);
    drain();
    expect(errors).toEqual(['stuck']);
    expect(steps).toEqual(['rests']);
  });
});

describe('a call that a task leaves', () => {
  /** Runs a task that leaves a call of a node at `index`; returns what has run, in order. */
  function leave(index: number, before: (loop: TaskLoop<Node>, other: Node) => void): string[] {
    const ran: string[] = [];
    const run = (what: string) => () => {
      ran.push(what);
      return null;
    };
    const next = {
      index,
      run: () => {
        ran.push('next, at once');
        return null;
      },
      enqueue: () => {
        loop.addCall({ ...node, index, runTask: run('next, queued') });
      },
    };
    const { loop, node, steps, drain } = makeLoop({
      runTask: () => {
        ran.push('task');
        before(loop, { ...node, index: 5, runTask: run('other') });
        return next;
      },
    });
    loop.addCall(node);
    drain();
    expect(steps.filter(step => step === 'step')).toHaveLength(ran.length);
    return ran;
  }

  it('is run at once when nothing comes before it, and counts as a task', () => {
    expect(leave(1, () => undefined)).toEqual(['task', 'next, at once']);
    expect(leave(6, (loop, other) => loop.addCall(other))).toEqual(['task', 'next, at once', 'other']);
    expect(leave(1, (loop, other) => loop.addSource(other))).toEqual(['task', 'next, at once', 'other']);
  });

  it('is queued when a later node waits, one opens, or the loop was interrupted', () => {
    expect(leave(1, (loop, other) => loop.addCall(other))).toEqual(['task', 'other', 'next, queued']);
    expect(leave(6, (loop, other) => loop.addOpen(other))).toEqual(['task', 'other', 'next, queued']);
    expect(leave(6, loop => loop.interrupt())).toEqual(['task', 'next, queued']);
  });
});
