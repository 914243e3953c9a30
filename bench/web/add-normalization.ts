import { Builder, type Offset } from 'flatbuffers';

/** Identifies the schema of the metadata inside its buffer. */
const METADATA_ID = 'M001';
/** Where MediaPipe looks for it among the model's metadata. */
const METADATA_NAME = 'TFLITE_METADATA';
/** Fields of the table `Model` of TFLite's schema, by index. */
const [BUFFERS, METADATA, MODEL_FIELDS] = [4, 6, 8];

/**
 * A copy of a `.tflite` file that says of its input that pixels are divided by 255: MediaPipe's tasks refuse a model with
 * float inputs that does not say so. The original bytes stay as they are, behind a new root table: a flatbuffer's offsets
 * point forward, so what stands before them may refer to them.
 *
 * @throws RangeError when the file has metadata already.
 */
export function addNormalization(model: Uint8Array): Uint8Array<ArrayBuffer> {
  const old = new DataView(model.buffer, model.byteOffset, model.byteLength);
  const root = old.getUint32(0, true);
  const vtable = root - old.getInt32(root, true);
  const size = old.getUint16(vtable, true);
  const fieldAt = (field: number) => {
    const entry = 4 + 2 * field;
    const offset = entry < size ? old.getUint16(vtable + entry, true) : 0;
    return offset === 0 ? undefined : root + offset;
  };
  const target = (at: number) => at + old.getUint32(at, true);
  if (fieldAt(METADATA) !== undefined) throw new RangeError('model: it has metadata already. Give one without.');
  const buffersAt = fieldAt(BUFFERS);
  if (buffersAt === undefined) throw new RangeError('model: it has no buffers. Give a .tflite file.');
  const oldBuffers = target(buffersAt);
  const count = old.getUint32(oldBuffers, true);

  const content = metadata();
  const name = new TextEncoder().encode(METADATA_NAME);
  const align = (at: number) => (at + 15) & ~15;
  // Everything new lies in front: vtable, root, the longer list of buffers, one buffer, one entry of metadata.
  const at = { vtable: 8, root: 32 };
  const buffers = at.root + 4 + 4 * MODEL_FIELDS;
  const bufferVtable = buffers + 4 + 4 * (count + 1);
  const buffer = bufferVtable + 8;
  const bytes = align(buffer + 8 + 4) - 4;
  const list = (bytes + 4 + content.length + 3) & ~3;
  const entryVtable = list + 8;
  const entry = entryVtable + 8;
  const text = entry + 12;
  const front = align(text + 4 + name.length + 1);

  const result = new Uint8Array(front + model.length);
  result.set(model, front);
  const out = new DataView(result.buffer);
  const refer = (from: number, to: number) => out.setUint32(from, to - from, true);
  refer(0, at.root);
  result.set(new TextEncoder().encode('TFL3'), 4);
  out.setUint16(at.vtable, 4 + 2 * MODEL_FIELDS, true);
  out.setUint16(at.vtable + 2, 4 + 4 * MODEL_FIELDS, true);
  out.setInt32(at.root, at.root - at.vtable, true);
  for (let field = 0; field < MODEL_FIELDS; field += 1) {
    const own = at.root + 4 + 4 * field;
    const from = fieldAt(field);
    if (field !== METADATA && from === undefined) continue;
    out.setUint16(at.vtable + 4 + 2 * field, 4 + 4 * field, true);
    if (field === BUFFERS) refer(own, buffers);
    else if (field === METADATA) refer(own, list);
    else if (from !== undefined && field === 0) out.setUint32(own, old.getUint32(from, true), true);
    else if (from !== undefined) refer(own, front + target(from));
  }
  out.setUint32(buffers, count + 1, true);
  for (let i = 0; i < count; i += 1) refer(buffers + 4 + 4 * i, front + target(oldBuffers + 4 + 4 * i));
  refer(buffers + 4 + 4 * count, buffer);
  // A table with one field: the bytes.
  table(out, bufferVtable, buffer, [4]);
  refer(buffer + 4, bytes);
  out.setUint32(bytes, content.length, true);
  result.set(content, bytes + 4);
  out.setUint32(list, 1, true);
  refer(list + 4, entry);
  // Name and number of the buffer.
  table(out, entryVtable, entry, [4, 8]);
  refer(entry + 4, text);
  out.setUint32(entry + 8, count, true);
  out.setUint32(text, name.length, true);
  result.set(name, text + 4);
  return result;
}

function table(out: DataView, vtable: number, at: number, fields: readonly number[]): void {
  out.setUint16(vtable, 4 + 2 * fields.length, true);
  out.setUint16(vtable + 2, 4 + 4 * fields.length, true);
  fields.forEach((offset, i) => out.setUint16(vtable + 4 + 2 * i, offset, true));
  out.setInt32(at, at - vtable, true);
}

/** `ModelMetadata` with one subgraph, whose one input has mean 0 and deviation 255. */
function metadata(): Uint8Array {
  const builder = new Builder(256);
  const floats = (value: number): Offset => {
    builder.startVector(4, 1, 4);
    builder.addFloat32(value);
    return builder.endVector();
  };
  const listOf = (one: Offset): Offset => {
    builder.startVector(4, 1, 4);
    builder.addOffset(one);
    return builder.endVector();
  };
  const [mean, deviation] = [floats(0), floats(255)];
  builder.startObject(2);
  builder.addFieldOffset(0, mean, 0);
  builder.addFieldOffset(1, deviation, 0);
  const options = builder.endObject();
  // ProcessUnit: the kind of its options (1: normalisation) and the options.
  builder.startObject(2);
  builder.addFieldInt8(0, 1, 0);
  builder.addFieldOffset(1, options, 0);
  const units = listOf(builder.endObject());
  // TensorMetadata: process_units is its fifth field.
  builder.startObject(7);
  builder.addFieldOffset(4, units, 0);
  const inputs = listOf(builder.endObject());
  builder.startObject(7);
  const outputs = listOf(builder.endObject());
  // SubGraphMetadata: inputs and outputs are its third and fourth.
  builder.startObject(7);
  builder.addFieldOffset(2, inputs, 0);
  builder.addFieldOffset(3, outputs, 0);
  const subgraphs = listOf(builder.endObject());
  const name = builder.createString('segmenter');
  builder.startObject(8);
  builder.addFieldOffset(0, name, 0);
  builder.addFieldOffset(3, subgraphs, 0);
  builder.finish(builder.endObject(), METADATA_ID);
  return builder.asUint8Array();
}
