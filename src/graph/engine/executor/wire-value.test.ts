import { describe, expect, it } from 'vitest';
import { HandleRegistry } from '../../handle-registry.ts';
import { type Image, image } from '../../packet-types/image.ts';
import { tensors } from '../../packet-types/tensor.ts';
import { BufferStore } from './buffer-store.ts';
import { SharedSlots } from './shared-slots.ts';
import { unmovable, unpackValue, unsend, ValuePacker, type WireValue } from './wire-value.ts';

const BYTES = 128 * 128 * 4;
const picture = (rest: object = {}): Image => ({
  kind: 'cpu',
  format: 'rgba8',
  width: 128,
  height: 128,
  data: new Uint8Array(BYTES).fill(7),
  ...rest,
});

/** Packs, sends and unpacks a picture that `references` hold. */
function journey(value: Image, references: number, slots?: SharedSlots) {
  const [here, there] = [new HandleRegistry(), new HandleRegistry()];
  const [storeHere, storeThere] = [new BufferStore(), new BufferStore()];
  const handle = here.track(image, value);
  handle?.retain(references);
  const packer = new ValuePacker(storeHere, here, slots);
  const wire = packer.pack(value, handle);
  const sent = structuredClone<WireValue>(wire, { transfer: [...packer.transfers] as ArrayBuffer[] });
  const got = unpackValue(sent, image, there, storeThere);
  got.handle?.retain();
  return { packer, wire, got, arrived: got.value as Image, there, storeThere, handle };
}

describe('a picture', () => {
  it('is moved when nobody else reads it', () => {
    const value = picture();
    const { packer, arrived, got, there } = journey(value, 1);
    expect(packer.moved).toBe(true);
    expect(value.data.byteLength).toBe(0);
    expect(arrived).toEqual(picture());
    got.handle?.release();
    expect(there.live).toBe(0);
  });

  it.each([
    ['others read it', picture(), 2],
    ['it is from a pool', picture({ release: () => undefined }), 1],
    ['it is part of a larger buffer', picture({ data: new Uint8Array(BYTES + 8).fill(7).subarray(4, BYTES + 4) }), 1],
  ])('is copied when %s, and the copy is used again', (_, value, references) => {
    const { packer, arrived, got, storeThere } = journey(value, references);
    expect(packer.moved).toBe(false);
    expect(value.data.byteLength).toBe(BYTES);
    expect(arrived).toEqual(picture());
    expect(arrived.data.buffer.byteLength).toBe(BYTES);
    expect(storeThere.bytes).toBe(0);
    got.handle?.release();
    expect(storeThere.bytes).toBe(BYTES);
    expect(storeThere.take(BYTES)).toBe(arrived.data.buffer);
  });

  it('is written once into shared memory, and sent on from there without a copy', () => {
    const slots = new SharedSlots();
    const first = journey(picture(), 2, slots);
    expect(first.arrived.data).toEqual(picture().data);
    expect(first.arrived.data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(slots.used).toBe(1);
    const second = journey(first.arrived, 1, new SharedSlots());
    expect(second.arrived.data).toEqual(picture().data);
    first.got.handle?.release();
    expect(slots.used).toBe(1);
    second.got.handle?.release();
    expect(slots.used).toBe(0);
  });

  it('frees its slot when it could not be sent', () => {
    const slots = new SharedSlots();
    const { wire } = journey(picture(), 2, slots);
    unsend(wire);
    expect(slots.used).toBe(0);
  });

  it('is moved or copied when the shared memory is full', () => {
    const slots = new SharedSlots({ slots: 1 });
    journey(picture(), 2, slots);
    const { arrived } = journey(picture(), 2, slots);
    expect(arrived.data.buffer).toBeInstanceOf(ArrayBuffer);
    expect(arrived).toEqual(picture());
  });
});

it('moves each tensor of a list that is nobody else’s, and copies what others read', () => {
  const handles = new HandleRegistry();
  const one = (release?: () => void) => ({
    shape: [4096],
    dtype: 'float32' as const,
    data: new Float32Array(4096).fill(3),
    ...(release === undefined ? {} : { release }),
  });
  const list = [one(), one(() => undefined), one()];
  const handle = handles.track(tensors, list);
  handle?.retain();
  // The third is on another stream as well.
  handles.track({ ...tensors, is: (v): v is never => v !== null }, list[2] as never)?.retain(2);
  const packer = new ValuePacker(new BufferStore(), handles);
  const wire = packer.pack(list, handle);
  const [sent] = structuredClone(wire, { transfer: [...packer.transfers] as ArrayBuffer[] });
  expect(sent).toEqual([one(), one(), one()]);
  expect(list.map(tensor => tensor.data.length)).toEqual([0, 4096, 4096]);
});

it('copies what nobody counts, without the buffer that it is a part of', () => {
  const samples = new Float32Array(100_000).fill(0.5).subarray(10, 20_000);
  const packer = new ValuePacker(new BufferStore(), new HandleRegistry());
  const [value, memory] = packer.pack({ sampleRate: 48_000, data: samples });
  const sent = structuredClone(value, { transfer: [...packer.transfers] as ArrayBuffer[] }) as { data: Float32Array };
  expect(memory).toBeNull();
  expect(packer.moved).toBe(false);
  expect(samples.length).toBe(19_990);
  expect(sent.data).toEqual(samples);
  expect(sent.data.buffer.byteLength).toBe(19_990 * 4);
  const small = new ValuePacker(new BufferStore()).pack(Buffer.from('ab'))[0];
  expect((small as Uint8Array).buffer.byteLength).toBe(2);
});

it.each([
  [{ a: [1, { b: () => 1 }] }, 'a function at "a[1].b"'],
  [Symbol('x'), 'a symbol'],
  [new HandleRegistry(), 'an instance of HandleRegistry, which would lose its methods'],
  [{ at: new Date(0), list: [new Map(), new Uint8Array(3)], none: undefined, text: 'x' }, undefined],
  [Object.setPrototypeOf({ a: 1 }, null), undefined],
])('knows what cannot leave its thread', (value, fact) => {
  expect(unmovable(value)).toBe(fact);
});
