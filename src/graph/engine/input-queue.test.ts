import { describe, expect, it } from 'vitest';
import { HandleRegistry } from '../handle-registry.ts';
import { Packet } from '../packet.ts';
import type { PacketType } from '../packet-type.ts';
import { integer } from '../packet-types/plain.ts';
import { type Block, block } from '../testing/test-calculators.ts';
import { Timestamp } from '../timestamp.ts';
import { InputQueue } from './input-queue.ts';
import { InputSlot } from './input-slot.ts';

function makeQueue(maxSize = Number.POSITIVE_INFINITY, type: PacketType | null = null) {
  const log: string[] = [];
  const queue = new InputQueue(
    { stream: 'in', streamSlot: 0, reader: 'node "sink"', type, backEdge: false, maxSize },
    {
      inputChanged: () => log.push('changed'),
      packetsAdded: () => undefined,
      inputFailed: error => log.push(`${error.code} ${error.message}`),
    },
    {
      queueFullChanged: (one, full) => {
        one.reportedFull = full;
        log.push(full ? 'full' : 'room');
      },
    },
  );
  const add = (...times: readonly Timestamp[]) => {
    queue.add(times.map(t => new Packet(t, t)));
  };
  const pop = (t: Timestamp) => {
    const slot = new InputSlot(queue);
    queue.popAt(t, slot);
    return slot;
  };
  return { queue, log, add, pop };
}

describe('InputQueue', () => {
  it('starts at PreStream and follows its packets', () => {
    const { queue, add } = makeQueue();
    expect(queue.bound).toBe(Timestamp.PreStream);
    add(5);
    expect(queue.bound).toBe(6);
    add(Timestamp.Max);
    expect(queue.bound).toBe(Timestamp.OneOverPostStream);
  });

  it('tells only of what its reader can see', () => {
    const { queue, log, add } = makeQueue();
    add(1);
    add(2);
    queue.setBound(10);
    expect(log).toEqual(['changed']);
    queue.popHead();
    queue.popHead();
    queue.setBound(20);
    queue.setBound(20);
    expect(log).toEqual(['changed', 'changed']);
  });

  it.each<[string, readonly Timestamp[], string]>([
    [
      'an equal timestamp',
      [5, 5],
      'INVALID_ARGUMENT stream "in": has a packet at 5 for node "sink", which expects 6 or later.',
    ],
    ['an earlier timestamp', [5, 3], 'has a packet at 3 for node "sink", which expects 6 or later.'],
    ['anything after PreStream', [Timestamp.PreStream, 10], 'which expects Timestamp.OneOverPostStream or later.'],
    [
      'PostStream after packets',
      [5, Timestamp.PostStream],
      'has a packet at Timestamp.PostStream after other packets.',
    ],
    ['anything after PostStream', [Timestamp.PostStream, 5], 'which expects Timestamp.OneOverPostStream or later.'],
  ])('refuses %s', (_what, times, message) => {
    const { log, add } = makeQueue();
    add(...times);
    expect(log.join('\n')).toContain(message);
  });

  it('refuses a lower bound, takes an equal one', () => {
    const { queue, log } = makeQueue();
    queue.setBound(10);
    queue.setBound(10);
    queue.setBound(9);
    expect(log[1]).toContain('UNKNOWN stream "in": timestamp bound 9 is below 10');
    expect(queue.bound).toBe(10);
  });

  it('refuses values of a wrong type', () => {
    const { queue, log } = makeQueue(9, integer);
    queue.add([new Packet(1, 'one')]);
    expect(log[0]).toContain('stream "in": node "sink" takes integer but received a string.');
  });

  it('pops the packet at a time, else shows the last settled one', () => {
    const { queue, add, pop } = makeQueue();
    add(5, 9);
    expect(pop(5).value).toBe(5);
    expect(pop(7)).toMatchObject({ isEmpty: true, settled: 8 });
    expect(pop(9).value).toBe(9);
    expect(pop(20)).toMatchObject({ isEmpty: true, settled: 20 });
    expect(queue.bound).toBe(21);
  });

  it('is done when it is closed and empty', () => {
    const { queue, add, pop } = makeQueue();
    add(5);
    queue.setBound(Timestamp.Done);
    expect(queue.isDone).toBe(false);
    expect(pop(5).isDone).toBe(true);
  });

  it('grows, keeps its order and finds the newest', () => {
    const { queue, add } = makeQueue();
    for (let t = 0; t < 3; t += 1) add(t);
    queue.popHead();
    queue.popHead();
    for (let t = 3; t < 40; t += 1) add(t);
    expect(queue.view().timestamps).toEqual(Array.from({ length: 38 }, (_, i) => i + 2));
    expect(queue.timestampAmongNewest(3)).toBe(37);
    expect(queue.timestampAmongNewest(99)).toBe(2);
  });

  it('tells when it becomes full and when it has room', () => {
    const { queue, log, add } = makeQueue(2);
    add(1, 2);
    add(3);
    queue.popHead();
    queue.popHead();
    expect(log.filter(entry => entry !== 'changed')).toEqual(['full', 'room']);
    queue.setMaxSize(1);
    queue.setMaxSize(5);
    expect(log.filter(entry => entry !== 'changed')).toEqual(['full', 'room', 'full', 'room']);
  });

  it('takes nothing more once its reader has closed, and gives everything back', () => {
    const { queue, log, add } = makeQueue(2);
    const handles = new HandleRegistry();
    const value: Block = { id: 1, released: 0 };
    queue.add([new Packet(1, value, handles.track(block, value))]);
    queue.close();
    add(7);
    queue.setBound(9);
    expect(value.released).toBe(1);
    expect(handles.live).toBe(0);
    expect(queue).toMatchObject({ size: 0, added: 2, dropped: 2 });
    expect(log).toEqual(['changed']);
  });

  it('does the same with one packet by the short way', () => {
    for (const times of [
      [1, 2, 3, 4, 5, 6],
      [5, 5],
      [Timestamp.Min, Timestamp.Max - 1],
      [Timestamp.Max - 1, Timestamp.Max - 2],
    ]) {
      const short = makeQueue(3);
      const long = makeQueue(3);
      for (const t of times) {
        short.queue.addOne(new Packet(t, t));
        long.add(t);
      }
      expect(short.log).toEqual(long.log);
      expect(short.queue.view()).toEqual(long.queue.view());
    }
  });
});
