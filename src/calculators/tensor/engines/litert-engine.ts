import { ModelError, type Tensor } from '../../../graph/index.ts';
import type { InferenceEngine, LoadedModel, TensorInfo } from '../inference-engine.ts';
import type {
  LitertBuffer,
  LitertCompiled,
  LitertModel,
  LitertModule,
  LitertModuleInit,
  LitertTensorType,
  LitertVector,
} from './litert-module.ts';

/** What a runtime tells the LiteRT engine. */
export interface LitertEngineOptions {
  /** Loads and starts the module; called with the first model. */
  readonly open: (init: Pick<LitertModuleInit, 'print' | 'printErr'>) => Promise<LitertModule>;
}

/**
 * LiteRT (TensorFlow Lite with XNNPACK) as WebAssembly SIMD, for `.tflite` files, in pages and in Node: the `compat` build,
 * whose results do not depend on the processor.
 *
 * Limits: the model's first signature; float32, int32 and uint8 tensors of fixed size; one thread. Runs on the calling
 * thread. All models share one module, whose memory grows to what the largest needs and stays.
 */
export function litertEngine(options: LitertEngineOptions): InferenceEngine {
  let opened: Promise<LitertModule> | undefined;
  // Of a failure the library tells why in its log only.
  let lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  const open = async () => {
    const module = await options.open({ print: note, printErr: note });
    module.setupLogging();
    return module;
  };
  return {
    name: 'litert',
    formats: ['tflite'],
    explicitOnly: false,
    async load(files) {
      if (files.format !== 'tflite') throw new ModelError(`model ${files.name}: LiteRT reads .tflite files only.`);
      opened ??= open();
      let module: LitertModule;
      try {
        module = await opened;
      } catch (cause) {
        opened = undefined;
        throw new ModelError(
          `model ${files.name}: LiteRT's WebAssembly cannot be loaded (${message(cause)}). Serve the folder litert of the package's dist/web/assets, or set assetBase.`,
          { cause },
        );
      }
      lines = [];
      try {
        return await compile(module, files.name, files.bytes);
      } catch (cause) {
        if (cause instanceof ModelError) throw cause;
        const said = lines.filter(line => line.startsWith('ERROR')).at(-1) ?? message(cause);
        throw new ModelError(`model ${files.name}: LiteRT cannot load it: ${said}. Convert it again, or to ONNX.`, {
          cause,
        });
      }
    },
  };
}

async function compile(module: LitertModule, name: string, bytes: Uint8Array): Promise<LoadedModel> {
  const environment = module.LiteRtEnvironment.create(null);
  const freed: (() => void)[] = [() => environment.delete()];
  const dispose = () => {
    for (let free = freed.pop(); free !== undefined; free = freed.pop()) free();
  };
  try {
    const address = module._malloc(bytes.length);
    freed.push(() => module._free(address));
    module.HEAPU8.set(bytes, address);
    const model = module.loadModel(environment, address, bytes.length);
    freed.push(() => model.delete());
    const compiled = await module.compileModel(environment, model, {
      environment: { liteRtEnvironment: environment, options: {}, webGpuDevice: null },
      accelerator: 'wasm',
      cpuOptions: { numThreads: 1 },
      gpuOptions: {},
      webNNOptions: {},
    });
    freed.push(() => compiled.delete());
    const inputs = describe(name, model, 'Input');
    const outputs = describe(name, model, 'Output');
    const buffers = inputs.map((_, index) => {
      const type = model.getInputTensorType(0, index);
      const buffer = module.LiteRtTensorBuffer.createManaged(
        environment,
        module.LiteRtTensorBufferType.HOST_MEMORY,
        type,
        type.bytes(),
      );
      type.delete();
      freed.push(() => buffer.delete());
      return buffer;
    });
    return loaded({ module, name, compiled, inputs, outputs, buffers, dispose });
  } catch (error) {
    dispose();
    throw error;
  }
}

interface Parts {
  readonly module: LitertModule;
  readonly name: string;
  readonly compiled: LitertCompiled;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly buffers: readonly LitertBuffer[];
  readonly dispose: () => void;
}

function loaded({ module, name, compiled, inputs, outputs, buffers, dispose }: Parts): LoadedModel {
  let disposed = false;
  const results = (found: readonly LitertBuffer[]): readonly Tensor[] => {
    try {
      return outputs.map(({ shape, dtype }, index) => {
        const buffer = found[index];
        if (buffer === undefined) throw new ModelError(`model ${name}: LiteRT gave no output ${index}.`);
        return { shape: shape.map(size => size ?? 1), dtype, data: read(module, buffer, dtype) };
      });
    } finally {
      for (const buffer of found) buffer.delete();
    }
  };
  const failed = (cause: unknown): never => {
    throw new ModelError(`model ${name}: LiteRT failed to run it: ${message(cause)}. Check its inputs.`, { cause });
  };
  return {
    name,
    engine: 'litert',
    detail: 'LiteRT WASM SIMD (XNNPACK), 1 thread',
    inputs,
    outputs,
    run(tensors) {
      if (disposed) throw new ModelError(`model ${name}: it was disposed. Load it again.`);
      buffers.forEach((buffer, index) => {
        const one = tensors[index];
        if (one !== undefined) write(module, buffer, one, inputs[index]?.dtype);
      });
      try {
        const found = compiled.run(0, buffers);
        return found instanceof Promise ? found.then(results, failed) : results(found);
      } catch (cause) {
        return failed(cause);
      }
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      dispose();
    },
  };
}

/** A uint8 tensor passes for an int32 input, as with the other engines. */
function write(module: LitertModule, buffer: LitertBuffer, tensor: Tensor, dtype: Tensor['dtype'] | undefined): void {
  const data = tensor.dtype === 'uint8' && dtype === 'int32' ? Int32Array.from(tensor.data) : tensor.data;
  const address = buffer.lock(module.LiteRtTensorBufferLockMode.WRITE);
  try {
    module.HEAPU8.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), address);
  } finally {
    buffer.unlock();
  }
}

function read(module: LitertModule, buffer: LitertBuffer, dtype: Tensor['dtype']): Tensor['data'] {
  const address = buffer.lock(module.LiteRtTensorBufferLockMode.READ);
  try {
    const bytes = module.HEAPU8.slice(address, address + buffer.packedSize());
    if (dtype === 'float32') return new Float32Array(bytes.buffer);
    return dtype === 'int32' ? new Int32Array(bytes.buffer) : bytes;
  } finally {
    buffer.unlock();
  }
}

function describe(name: string, model: LitertModel, side: 'Input' | 'Output'): readonly TensorInfo[] {
  const signature = model.getSignature(0);
  const names = items(side === 'Input' ? signature.inputNames() : signature.outputNames());
  signature.delete();
  return names.map((tensor, index) => {
    const type = side === 'Input' ? model.getInputTensorType(0, index) : model.getOutputTensorType(0, index);
    try {
      return { name: tensor, shape: shapeOf(name, tensor, type), dtype: dtypeOf(name, tensor, type) };
    } finally {
      type.delete();
    }
  });
}

function shapeOf(name: string, tensor: string, type: LitertTensorType): readonly number[] {
  const layout = type.layout();
  const sizes = items(layout.dimensions());
  layout.delete();
  if (sizes.every(size => size > 0)) return sizes;
  throw new ModelError(
    `model ${name}: the size of its tensor "${tensor}" is not fixed (${sizes.join(' x ')}). Convert it with fixed sizes.`,
  );
}

function dtypeOf(name: string, tensor: string, type: LitertTensorType): Tensor['dtype'] {
  const dtype = ([undefined, 'float32', 'int32', 'uint8'] as const)[type.elementType().value];
  if (dtype !== undefined) return dtype;
  throw new ModelError(
    `model ${name}: its tensor "${tensor}" is none of float32, int32 and uint8. Convert it with float inputs and outputs.`,
  );
}

function items<T>(vector: LitertVector<T>): readonly T[] {
  const list = Array.from({ length: vector.size() }, (_, index) => vector.get(index));
  vector.delete();
  return list;
}

function message(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
}
