/** A list in the module's memory. */
export interface LitertVector<T> {
  size(): number;
  get(index: number): T;
  delete(): void;
}

/** The type of one tensor. */
export interface LitertTensorType {
  /** 1: float32, 2: int32, 3: uint8; others are not used here. */
  elementType(): { readonly value: number };
  layout(): { dimensions(): LitertVector<number>; delete(): void };
  bytes(): number;
  delete(): void;
}

/** Memory of one tensor. */
export interface LitertBuffer {
  /** Its address, until `unlock`. */
  lock(mode: unknown): number;
  unlock(): void;
  packedSize(): number;
  delete(): void;
}

/** A parsed flatbuffer. Signature 0 is the model's default one. */
export interface LitertModel {
  getNumSignatures(): number;
  getSignature(index: number): {
    inputNames(): LitertVector<string>;
    outputNames(): LitertVector<string>;
    delete(): void;
  };
  getInputTensorType(signature: number, index: number): LitertTensorType;
  getOutputTensorType(signature: number, index: number): LitertTensorType;
  delete(): void;
}

/** A model that is ready to run. */
export interface LitertCompiled {
  run(signature: number, inputs: readonly LitertBuffer[]): readonly LitertBuffer[] | Promise<readonly LitertBuffer[]>;
  delete(): void;
}

/**
 * The WebAssembly module of the package `@litertjs/core` as its own JavaScript sees it. That JavaScript is not used: it
 * writes to the console, asks for a GPU, and finds its module by ways that module workers and Node do not have.
 *
 * @internal
 */
export interface LitertModule {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
  setupLogging(): void;
  readonly LiteRtEnvironment: { create(gpu: null): { delete(): void } };
  readonly LiteRtTensorBufferType: { readonly HOST_MEMORY: unknown };
  readonly LiteRtTensorBufferLockMode: { readonly READ: unknown; readonly WRITE: unknown };
  readonly LiteRtTensorBuffer: {
    createManaged(environment: unknown, memory: unknown, type: LitertTensorType, bytes: number): LitertBuffer;
  };
  loadModel(environment: unknown, address: number, bytes: number): LitertModel;
  compileModel(environment: unknown, model: LitertModel, options: unknown): LitertCompiled | Promise<LitertCompiled>;
}

/** What the factory of the module takes. */
export interface LitertModuleInit {
  /** What the library says of itself. */
  readonly print: (line: string) => void;
  readonly printErr: (line: string) => void;
  /** The `.wasm` file, or where it lies. */
  readonly wasmBinary?: Uint8Array;
  readonly locateFile?: (name: string) => string;
}

/** @internal What the module's JavaScript exports. */
export type LitertFactory = (init: LitertModuleInit) => Promise<LitertModule>;
