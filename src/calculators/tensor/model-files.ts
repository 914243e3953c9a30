import { definePacketType, type PacketType } from '../../graph/index.ts';

/** The file formats that models come in. */
export type ModelFormat = 'tfjs-graph-model' | 'tfjs-layers-model' | 'onnx' | 'tflite';

/** A TensorFlow.js model in memory: its `model.json` and the weights of all its shards, one after the other. */
export interface TfjsModelFiles {
  /** What messages call it: the path or URL it came from, or a name. */
  readonly name: string;
  readonly format: 'tfjs-graph-model' | 'tfjs-layers-model';
  /** The parsed `model.json`. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The shards named by its weights manifest, in that order. */
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** An ONNX model in memory. */
export interface OnnxModelFiles {
  /** What messages call it: the path or URL it came from, or a name. */
  readonly name: string;
  readonly format: 'onnx';
  /** The protobuf. Weights in external data files are not supported. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A TensorFlow Lite model in memory. */
export interface TfliteModelFiles {
  /** What messages call it: the path or URL it came from, or a name. */
  readonly name: string;
  readonly format: 'tflite';
  /** The flatbuffer. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A model as read, before an engine has loaded it. Immutable: may be shared between graphs and engines. */
export type ModelFiles = TfjsModelFiles | OnnxModelFiles | TfliteModelFiles;

function isModelFiles(value: unknown): value is ModelFiles {
  if (typeof value !== 'object' || value === null || !('format' in value) || !('name' in value)) return false;
  if (value.format === 'onnx' || value.format === 'tflite')
    return 'bytes' in value && value.bytes instanceof Uint8Array;
  if (value.format !== 'tfjs-graph-model' && value.format !== 'tfjs-layers-model') return false;
  return 'json' in value && 'weights' in value && value.weights instanceof Uint8Array;
}

/** The files of a model, as a side packet. */
export const modelFiles: PacketType<ModelFiles> = definePacketType({
  name: 'model_files',
  description: 'The files of a model in memory: a tfjs GraphModel or LayersModel, ONNX, or TFLite',
  is: isModelFiles,
});
