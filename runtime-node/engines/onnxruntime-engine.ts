import type { InferenceSession, OnnxValue, Tensor as OrtTensor } from 'onnxruntime-node';
import type { InferenceEngine, LoadedModel, TensorInfo } from '../../src/calculators/tensor/index.ts';
import { ModelError, type Tensor } from '../../src/graph/index.ts';

type Ort = typeof import('onnxruntime-node');

/**
 * ONNX Runtime's CPU provider as an engine, by the optional package onnxruntime-node.
 *
 * Limits: inputs and outputs must be dense float32, int32 or uint8 tensors; weights in external data files are not read;
 * a run holds the calling thread. One thread by default: the fastest choice for nets of a few million operations on a
 * machine that does other work too.
 */
export function onnxruntimeEngine(importOrt: () => Promise<Ort> = () => import('onnxruntime-node')): InferenceEngine {
  return {
    name: 'onnxruntime',
    formats: ['onnx'],
    explicitOnly: false,
    async load(files, { threads }) {
      if (files.format !== 'onnx') throw new ModelError(`model ${files.name}: ONNX Runtime reads ONNX only.`);
      const ort = await importing(files.name, importOrt);
      let session: InferenceSession;
      try {
        session = await ort.InferenceSession.create(files.bytes, {
          executionProviders: ['cpu'],
          intraOpNumThreads: threads,
          interOpNumThreads: 1,
          graphOptimizationLevel: 'all',
          logSeverityLevel: 3,
        });
      } catch (cause) {
        throw new ModelError(`model ${files.name}: ONNX Runtime cannot load it: ${message(cause)}`, { cause });
      }
      return loaded(ort, files.name, session, threads);
    },
  };
}

/** The version of ONNX Runtime here. @throws ModelError with the remedy when it cannot be loaded. */
export async function onnxruntimeVersion(): Promise<string> {
  const ort = await importing('(any)', () => import('onnxruntime-node'));
  return ort.env.versions.node ?? 'unknown';
}

function loaded(ort: Ort, name: string, session: InferenceSession, threads: number): LoadedModel {
  const inputs = session.inputMetadata.map(one => tensorInfo(name, one));
  const outputs = session.outputMetadata.map(one => tensorInfo(name, one));
  let disposed = false;
  return {
    name,
    engine: 'onnxruntime',
    detail: `ONNX Runtime ${ort.env.versions.node ?? ''} CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    inputs,
    outputs,
    async run(tensors) {
      if (disposed) throw new ModelError(`model ${name}: it was disposed. Load it again.`);
      const feeds: Record<string, OrtTensor> = {};
      inputs.forEach((info, index) => {
        const one = tensors[index];
        if (one !== undefined) feeds[info.name] = toOrt(ort, one, info.dtype);
      });
      let results: InferenceSession.OnnxValueMapType;
      try {
        results = await session.run(feeds);
      } catch (cause) {
        throw new ModelError(`model ${name}: ONNX Runtime failed to run it: ${message(cause)}`, { cause });
      }
      return outputs.map(info => fromOrt(name, info, results[info.name]));
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      await session.release();
    },
  };
}

function toOrt(ort: Ort, tensor: Tensor, dtype: Tensor['dtype']): OrtTensor {
  const { data, shape } = tensor;
  if (data instanceof Float32Array) return new ort.Tensor('float32', data, shape);
  if (data instanceof Int32Array) return new ort.Tensor('int32', data, shape);
  // A uint8 tensor passes for an int32 input, as with the other engines.
  return dtype === 'int32'
    ? new ort.Tensor('int32', Int32Array.from(data), shape)
    : new ort.Tensor('uint8', data, shape);
}

function fromOrt(name: string, info: TensorInfo, value: OnnxValue | undefined): Tensor {
  if (value !== undefined && 'data' in value && 'dims' in value) {
    const { data, dims: shape } = value;
    if (data instanceof Float32Array) return { shape, dtype: 'float32', data };
    if (data instanceof Int32Array) return { shape, dtype: 'int32', data };
    if (data instanceof Uint8Array) return { shape, dtype: 'uint8', data };
  }
  throw new ModelError(
    `model ${name}: its output "${info.name}" is no float32, int32 or uint8 tensor. Cast it inside the model.`,
  );
}

function tensorInfo(model: string, one: InferenceSession.ValueMetadata): TensorInfo {
  if (one.isTensor) {
    const shape = one.shape.map(size => (typeof size === 'number' ? size : null));
    if (one.type === 'float32' || one.type === 'int32' || one.type === 'uint8') {
      return { name: one.name, shape, dtype: one.type };
    }
  }
  throw new ModelError(
    `model ${model}: its tensor "${one.name}" is ${one.isTensor ? one.type : 'no dense tensor'}; float32, int32 and uint8 are supported. Cast it inside the model.`,
  );
}

async function importing(model: string, load: () => Promise<Ort>): Promise<Ort> {
  try {
    return await load();
  } catch (cause) {
    throw new ModelError(
      `model ${model}: ONNX files need the package onnxruntime-node, which cannot be loaded (${message(cause)}). Install it: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node`,
      { cause },
    );
  }
}

function message(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
}
