import { expect, test } from 'vitest';
import { Packet } from '../packet.ts';
import { PacketRing } from './packet-ring.ts';

test('gives packets back in the order they came, round the end of its array and while it grows', () => {
  const ring = new PacketRing();
  const expected: number[] = [];
  const seen: number[] = [];
  let next = 0;
  for (let round = 0; round < 20; round += 1) {
    for (let i = 0; i < 5; i += 1) {
      ring.push(new Packet(next, next));
      expected.push(next);
      next += 1;
    }
    for (let i = 0; i < 4; i += 1) seen.push(ring.shift().timestamp);
  }
  expect(ring.size).toBe(20);
  expect(ring.at(0).timestamp).toBe(80);
  expect(ring.at(19).timestamp).toBe(99);
  while (ring.size > 0) seen.push(ring.shift().timestamp);
  expect(seen).toEqual(expected);
});

test('has nothing beyond its size', () => {
  const ring = new PacketRing();
  expect(() => ring.shift()).toThrow(RangeError);
  ring.push(new Packet(1, 'a'));
  expect(() => ring.at(1)).toThrow('packet ring: there is no packet 1 of 1.');
});
