import { Builder, ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { addNormalization } from './add-normalization.ts';

/** A table `Model` of TFLite's schema with a version, a description and buffers of one byte each. */
function tinyModel(bytes: readonly number[]): Uint8Array {
  const builder = new Builder(64);
  const buffers = bytes.map(byte => {
    builder.startVector(1, 1, 1);
    builder.addInt8(byte);
    const data = builder.endVector();
    builder.startObject(1);
    builder.addFieldOffset(0, data, 0);
    return builder.endObject();
  });
  builder.startVector(4, buffers.length, 4);
  for (const one of buffers.toReversed()) builder.addOffset(one);
  const list = builder.endVector();
  const description = builder.createString('a model');
  builder.startObject(8);
  builder.addFieldInt32(0, 3, 0);
  builder.addFieldOffset(3, description, 0);
  builder.addFieldOffset(4, list, 0);
  builder.finish(builder.endObject(), 'TFL3');
  return builder.asUint8Array();
}

/** Reads by the rules of the format. */
function reader(model: Uint8Array) {
  const buffer = new ByteBuffer(model);
  const follow = (at: number) => at + buffer.readInt32(at);
  const root = follow(0);
  /** Where a field of a table stands; `undefined` when it has none. */
  const field = (table: number, index: number) => {
    const offset = buffer.__offset(table, 4 + 2 * index);
    return offset === 0 ? undefined : table + offset;
  };
  const there = (at: number | undefined) => follow(at ?? Number.NaN);
  const item = (list: number, index: number) => follow(list + 4 + 4 * index);
  const text = (at: number) => String(buffer.__string(at));
  return { buffer, root, field, there, item, text, length: (list: number) => buffer.readInt32(list) };
}

describe('addNormalization', () => {
  const model = tinyModel([7, 8, 9]);
  const changed = addNormalization(model);
  const { buffer, root, field, there, item, text, length } = reader(changed);

  it('keeps every byte of the model, and what its fields say', () => {
    expect(Buffer.from(changed).includes(Buffer.from(model))).toBe(true);
    expect(new TextDecoder().decode(changed.subarray(4, 8))).toBe('TFL3');
    expect(buffer.readInt32(field(root, 0) ?? -1)).toBe(3);
    expect(text(field(root, 3) ?? -1)).toBe('a model');
    const buffers = there(field(root, 4));
    expect(length(buffers)).toBe(4);
    const bytes = [0, 1, 2].map(index => buffer.readInt8(there(field(item(buffers, index), 0)) + 4));
    expect(bytes).toEqual([7, 8, 9]);
  });

  it('names a further buffer as metadata, with mean 0 and deviation 255 for the input', () => {
    const entry = item(there(field(root, 6)), 0);
    expect(text(field(entry, 0) ?? -1)).toBe('TFLITE_METADATA');
    expect(buffer.readInt32(field(entry, 1) ?? -1)).toBe(3);
    const data = there(field(item(there(field(root, 4)), 3), 0));
    const metadata = reader(changed.slice(data + 4, data + 4 + length(data)));
    const subgraph = metadata.item(metadata.there(metadata.field(metadata.root, 3)), 0);
    const input = metadata.item(metadata.there(metadata.field(subgraph, 2)), 0);
    const unit = metadata.item(metadata.there(metadata.field(input, 4)), 0);
    expect(metadata.buffer.readInt8(metadata.field(unit, 0) ?? -1)).toBe(1);
    const options = metadata.there(metadata.field(unit, 1));
    const [mean, deviation] = [0, 1].map(index => {
      return metadata.buffer.readFloat32(metadata.there(metadata.field(options, index)) + 4);
    });
    expect([mean, deviation]).toEqual([0, 255]);
  });

  it('refuses what has metadata already', () => {
    expect(() => addNormalization(changed)).toThrow('model: it has metadata already. Give one without.');
  });
});
