import { ModelError } from '../../graph/index.ts';
import type { ModelFiles } from './model-files.ts';

/** What {@link parseModel} reads. */
export interface ModelSource {
  /** What messages call the model: its path or URL. */
  readonly name: string;
  /** The main file: `model.json`, `.onnx` or `.tflite`. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Reads a weight file that stands beside the main file. `path` is a plain relative path without `..`. */
  readonly readSibling: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
}

const LEFT_BRACE = 0x7b;
const LESS_THAN = 0x3c;
/** The tag byte of field 1 (ir_version, varint) that every ONNX protobuf starts with. */
const ONNX_FIRST_BYTE = 0x08;

/**
 * Recognises a model by its content, not by its file name, and gathers its weights.
 *
 * An HTML page in place of a model (what some servers answer, with status 200, for files they do not have), weights that lie outside the model's folder and weights of the wrong length are refused.
 *
 * @throws ModelError
 */
export async function parseModel(source: ModelSource): Promise<ModelFiles> {
  const { name, bytes } = source;
  if (bytes.length === 0) throw new ModelError(`model ${name}: the file is empty. Fetch it again.`);
  const first = bytes.find(byte => byte > 0x20 && byte < 0x80);
  if (first === LESS_THAN) {
    throw new ModelError(
      `model ${name}: the file is an HTML or XML page, not a model. The address is wrong or asks for a login.`,
    );
  }
  if (first === LEFT_BRACE) return parseTfjs(source);
  // The identifier of the flatbuffer.
  if (new TextDecoder('latin1').decode(bytes.subarray(4, 8)) === 'TFL3') return { name, format: 'tflite', bytes };
  if (bytes[0] === ONNX_FIRST_BYTE) return { name, format: 'onnx', bytes };
  throw new ModelError(
    `model ${name}: none of tfjs, ONNX and TFLite. Give the model.json of a GraphModel or LayersModel, or an .onnx or .tflite file.`,
  );
}

async function parseTfjs(source: ModelSource): Promise<ModelFiles> {
  const { name } = source;
  const json = parseJson(source);
  const format = tfjsFormat(name, json);
  const manifest = json['weightsManifest'];
  const groups: readonly unknown[] = Array.isArray(manifest) ? manifest : [];
  const shards: Uint8Array[] = [];
  let expected = 0;
  for (const group of groups) {
    const paths = isRecord(group) && Array.isArray(group['paths']) ? group['paths'] : [];
    for (const path of paths) shards.push(await source.readSibling(plainPath(name, path)));
    expected += isRecord(group) ? groupBytes(group['weights']) : 0;
  }
  const weights = concat(shards);
  if (weights.length !== expected) {
    throw new ModelError(
      `model ${name}: its weight files hold ${weights.length} bytes, its manifest asks for ${expected}. The files are truncated or of another model: fetch them again.`,
    );
  }
  return { name, format, json, weights };
}

function parseJson({ name, bytes }: ModelSource): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ModelError(`model ${name}: the JSON is damaged or truncated. Fetch the file again.`, { cause });
  }
  if (isRecord(parsed)) return parsed;
  throw new ModelError(`model ${name}: the JSON is no object. Give the model.json of a tfjs model.`);
}

function tfjsFormat(name: string, json: Readonly<Record<string, unknown>>): 'tfjs-graph-model' | 'tfjs-layers-model' {
  const topology = json['modelTopology'];
  if (isRecord(topology)) {
    if (json['format'] === 'graph-model' || Array.isArray(topology['node'])) return 'tfjs-graph-model';
    if (json['format'] === 'layers-model' || 'model_config' in topology || 'class_name' in topology) {
      return 'tfjs-layers-model';
    }
  }
  throw new ModelError(
    `model ${name}: the JSON is no tfjs model (no modelTopology of a GraphModel or LayersModel). Give its model.json.`,
  );
}

function plainPath(name: string, path: unknown): string {
  const plain =
    typeof path === 'string' &&
    path !== '' &&
    !/[\\:\0]/.test(path) &&
    path.split('/').every(part => part !== '' && part !== '.' && part !== '..');
  if (plain) return path;
  throw new ModelError(
    `model ${name}: its weight file ${JSON.stringify(path)} is not a plain path beside it. Repair its weightsManifest.`,
  );
}

const BYTES_PER_ELEMENT: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  float16: 2,
  uint16: 2,
  uint8: 1,
  bool: 1,
  complex64: 8,
};

/** The bytes of a manifest group; string tensors cannot be counted and make the models unusable here anyway. */
function groupBytes(weights: unknown): number {
  if (!Array.isArray(weights)) return 0;
  let total = 0;
  for (const weight of weights) {
    if (!isRecord(weight)) continue;
    const quantized = isRecord(weight['quantization']) ? weight['quantization']['dtype'] : undefined;
    const size = BYTES_PER_ELEMENT[String(quantized ?? weight['dtype'])] ?? 0;
    const shape: readonly unknown[] = Array.isArray(weight['shape']) ? weight['shape'] : [];
    total += shape.reduce<number>((product, size) => product * Number(size), 1) * size;
  }
  return total;
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
