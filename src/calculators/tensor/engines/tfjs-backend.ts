import { ModelError } from '../../../graph/index.ts';

/** The functions of `@tensorflow/tfjs-core`. */
export type TfjsCore = typeof import('@tensorflow/tfjs-core');

/** The tfjs backends that Millrace runs models on. */
export type TfjsBackendName = 'wasm' | 'cpu';

/** Where the `.wasm` files are: a folder with a final slash, or an address for each file. */
export type WasmPath = string | Readonly<Record<string, string>>;

/** A tfjs backend that is ready. */
export interface TfjsBackend {
  readonly core: TfjsCore;
  /** As tfjs knows it. */
  readonly name: string;
  /** For the log, such as `WASM SIMD, 1 thread`. */
  readonly detail: string;
  /**
   * Makes this the backend that tfjs functions compute on. tfjs has one current backend per process, so this is called
   * before each synchronous stretch of tfjs calls; no stretch may contain an `await`.
   * @throws ModelError when tfjs did not switch.
   */
  activate(): void;
}

/**
 * Starts a tfjs backend, or finds it started.
 *
 * tfjs itself answers a backend that does not start by going on with another one, up to 30 times slower; here that is an
 * error. WASM runs on one thread: XNNPACK's thread pool spins and collapses when the cores are shared.
 *
 * @param wasmPath - the folder of the `.wasm` files (a path in Node, a URL in a page) with a final slash, or the URL of
 *   each file by its name.
 * @throws ModelError with the remedy.
 */
export function openTfjsBackend(name: TfjsBackendName, wasmPath: WasmPath | undefined): Promise<TfjsBackend> {
  const opened = opening.then(() => startTfjsBackend(name, wasmPath));
  opening = opened.catch(() => undefined);
  return opened;
}

// tfjs has one current backend per process and takes the last of two that are being started: one after the other.
let opening: Promise<unknown> = Promise.resolve();

async function startTfjsBackend(name: TfjsBackendName, wasmPath: WasmPath | undefined): Promise<TfjsBackend> {
  const core = await importing('@tensorflow/tfjs-core', () => import('@tensorflow/tfjs-core'));
  const detail = name === 'wasm' ? await prepareWasm(core, wasmPath) : await prepareCpu(core);
  let cause: unknown;
  const started = await core.setBackend(name).catch((error: unknown) => {
    cause = error;
    return false;
  });
  if (!started || !(name in core.engine().registry)) {
    throw new ModelError(
      `tfjs backend ${name}: it did not start${cause instanceof Error ? ` (${cause.message})` : ''}. ${name === 'wasm' ? `Check that the .wasm files of @tensorflow/tfjs-backend-wasm are at ${describePath(wasmPath)}.` : 'Reinstall @tensorflow/tfjs-backend-cpu.'}`,
      { cause },
    );
  }
  const backend: TfjsBackend = {
    core,
    name,
    detail,
    activate() {
      if (core.getBackend() === name && core.engine().backend === core.findBackend(name)) return;
      // A started backend is set before the first await inside setBackend; the check below holds that fast.
      core.setBackend(name).catch(() => undefined);
      if (core.getBackend() !== name || core.engine().backend !== core.findBackend(name)) {
        throw new ModelError(`tfjs backend ${name}: tfjs did not switch to it. Run the graph again.`);
      }
    },
  };
  backend.activate();
  if (name === 'cpu') silenceFirstWrite(core);
  return backend;
}

function describePath(wasmPath: WasmPath | undefined): string {
  if (wasmPath === undefined) return 'the place it loads them from';
  return typeof wasmPath === 'string' ? wasmPath : Object.values(wasmPath).join(', ');
}

async function prepareWasm(core: TfjsCore, wasmPath: WasmPath | undefined): Promise<string> {
  const wasm = await importing('@tensorflow/tfjs-backend-wasm', () => import('@tensorflow/tfjs-backend-wasm'));
  core.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const simd = Boolean(await core.env().getAsync('WASM_HAS_SIMD_SUPPORT'));
  if (!simd) {
    throw new ModelError(
      'tfjs backend wasm: this JavaScript engine has no WASM SIMD, and without it inference is three times slower. Update Node or the browser.',
    );
  }
  // Once the backend has started, tfjs refuses another path; the files are loaded already.
  if (wasmPath !== undefined && !('wasm' in core.engine().registry)) wasm.setWasmPaths(wasmPath);
  return 'WASM SIMD, 1 thread';
}

async function prepareCpu(core: TfjsCore): Promise<string> {
  await importing('@tensorflow/tfjs-backend-cpu', () => import('@tensorflow/tfjs-backend-cpu'));
  return `plain JavaScript, slow: a reference for tests (tfjs ${core.version_core})`;
}

/** The cpu backend greets the console on its first tensor in Node. Libraries print nothing. */
function silenceFirstWrite(core: TfjsCore): void {
  const before = core.env().getBool('IS_TEST');
  core.env().set('IS_TEST', true);
  core.tensor1d([0]).dispose();
  core.env().set('IS_TEST', before);
}

/** Imports a package, with a typed error when it is not installed. */
export async function importing<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new ModelError(`tfjs: the package ${name} cannot be loaded (${why}). Install it: npm install ${name}`, {
      cause,
    });
  }
}
