import { describe, expect, it } from 'vitest';
import { HandleRegistry } from './handle-registry.ts';
import { any, anyHoldingItems, definePacketType, oneOf, type PacketType } from './packet-type.ts';
import { list, number, text } from './packet-types/plain.ts';
import { type Block, block } from './testing/test-calculators.ts';

const blocks = (count: number): Block[] => Array.from({ length: count }, (_, id) => ({ id, released: 0 }));
const releases = (of: readonly Block[]): readonly number[] => of.map(one => one.released);

/** Lists of blocks that are given back as a whole. */
const stack: PacketType<readonly Block[]> = definePacketType<readonly Block[]>({
  name: 'stack',
  description: 'Blocks',
  is: (value): value is readonly Block[] => Array.isArray(value) && value.every(one => block.is(one)),
  release: value => {
    for (const one of value) one.released += 1;
  },
});

describe('a list of releasable items', () => {
  it('holds its items, of which each may go on in another list', () => {
    const registry = new HandleRegistry();
    const made = blocks(3);
    const handle = registry.track(list(block), made);
    handle?.retain();
    expect(registry.liveByType()).toEqual({ 'list<block>': 1, block: 3 });
    const clipped = registry.track(list(any), made.slice(0, 1));
    clipped?.retain();
    handle?.release();
    expect(releases(made)).toEqual([0, 1, 1]);
    clipped?.release();
    expect(releases(made)).toEqual([1, 1, 1]);
    expect(registry.live).toBe(0);
  });

  it('gives an item that it holds twice back once', () => {
    const registry = new HandleRegistry();
    const [one] = blocks(1);
    if (one === undefined) throw new Error('There is one.');
    registry.track(list(block), [one, one])?.releaseIfUnused();
    expect(one.released).toBe(1);
    expect(registry.live).toBe(0);
  });

  it('holds the items of lists within', () => {
    const registry = new HandleRegistry();
    const made = blocks(2);
    const outer = registry.track(list(list(block)), [made]);
    outer?.retain();
    registry.find(made)?.retain();
    outer?.release();
    expect(releases(made)).toEqual([0, 0]);
    registry.find(made)?.release();
    expect(releases(made)).toEqual([1, 1]);
    expect(registry.live).toBe(0);
  });

  it('gives all items back when one throws', () => {
    const registry = new HandleRegistry();
    const made = blocks(3);
    const fragile = definePacketType<Block>({
      ...block,
      release: value => {
        value.released += 1;
        if (value.id === 0) throw new Error('broken');
      },
    });
    const handle = registry.track(list(fragile), made);
    expect(() => handle?.releaseIfUnused()).toThrow('broken');
    expect(releases(made)).toEqual([1, 1, 1]);
    expect(registry.live).toBe(0);
  });
});

describe('a list of any items', () => {
  it.each([list(any), anyHoldingItems])('holds those that are counted: $name', type => {
    const registry = new HandleRegistry();
    const [counted, other] = blocks(2);
    if (counted === undefined || other === undefined) throw new Error('There are two.');
    const handle = registry.track(block, counted);
    handle?.retain();
    const mixed = registry.track(type, [1, 'a', null, other, counted]);
    mixed?.retain();
    handle?.release();
    expect(releases([counted, other])).toEqual([0, 0]);
    mixed?.release();
    expect(releases([counted, other])).toEqual([1, 0]);
    expect(registry.live).toBe(0);
  });

  it('has no handle when nothing in it is counted', () => {
    const registry = new HandleRegistry();
    registry.track(block, { id: 0, released: 0 });
    for (const value of [[], [1, 2], [{ x: 1 }], blocks(2)]) {
      expect(registry.track(list(any), value)).toBeNull();
      expect(registry.track(anyHoldingItems, value)).toBeNull();
    }
    expect(registry.track(anyHoldingItems, { x: 1 })).toBeNull();
    expect(registry.live).toBe(1);
  });

  it('of an output that sends items too, is the item', () => {
    const registry = new HandleRegistry();
    const one = { id: 0, released: 0 };
    expect(registry.track(anyHoldingItems, one)).toBeNull();
    const handle = registry.track(block, one);
    expect(registry.track(anyHoldingItems, one)).toBe(handle);
  });
});

describe('a list that is given back as a whole', () => {
  it('stays as long as one of its items is needed, and is given back once', () => {
    const registry = new HandleRegistry();
    const made = blocks(2);
    const whole = registry.track(stack, made);
    whole?.retain();
    const item = registry.track(block, made[1] as Block);
    expect(item).toBe(whole);
    item?.retain();
    whole?.release();
    expect(releases(made)).toEqual([0, 0]);
    item?.release();
    expect(releases(made)).toEqual([1, 1]);
    expect(registry.find(made[1])).toBeNull();
    expect(registry.live).toBe(0);
  });
});

describe('one of several types', () => {
  it('is counted as the one that the value is', () => {
    const registry = new HandleRegistry();
    const made = blocks(2);
    registry.track(oneOf(block, list(block)), made)?.retain();
    expect(registry.liveByType()).toEqual({ 'list<block>': 1, block: 2 });
    expect(registry.track(oneOf(number, block), made[0] as Block)).toBe(registry.find(made[0]));
  });

  it('needs no count where none of them can be given back', () => {
    expect(oneOf(number, text).release).toBeUndefined();
    expect(list(oneOf(number, text)).release).toBeUndefined();
    expect(list(number).release).toBeUndefined();
  });
});
