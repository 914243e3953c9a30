import { spawnSync } from 'node:child_process';
import { access, constants, mkdir } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { createImageKernels } from '../../../src/calculators/image/index.ts';
import { tfjsEngine } from '../../../src/calculators/tensor/index.ts';
import { findNodeGpu } from '../../device/find-node-gpu.ts';
import { onnxruntimeVersion } from '../../engines/onnxruntime-engine.ts';
import { packageModelsManifest } from '../../engines/package-models.ts';
import { tfjsWasmPath } from '../../engines/tfjs-wasm-path.ts';
import { defaultCacheFolder } from '../../models/model-cache.ts';
import { readModelManifest } from '../../models/model-manifest.ts';
import type { CliHost } from '../cli-host.ts';
import { ExitCode } from '../exit-code.ts';
import { packageVersion } from '../package-version.ts';

/** One thing that was looked at. */
interface Finding {
  readonly name: string;
  /** `used`: found and used; `unused`: found, but something better is used; `missing`: not found, some graphs cannot run; `broken`: nothing runs. */
  readonly state: 'used' | 'unused' | 'missing' | 'broken';
  /** What was found, and why it is or is not used. */
  readonly detail: string;
}

const LEAST_NODE = [20, 19] as const;

/** Says what this machine has. Fails (environment) only when nothing can run here. */
export async function doctorCommand(options: { readonly json?: true }, host: CliHost): Promise<ExitCode> {
  const server = await mediabunnyServer();
  const findings = [
    node(),
    machine(),
    kernels(),
    await gpu(),
    await attempt('engine tfjs-wasm', tfjsWasm),
    await attempt('engine onnxruntime', onnxruntime),
    {
      name: 'engine tfjs-cpu',
      state: 'unused',
      detail: 'a slow reference: runs only when a graph asks for it by name',
    },
    server,
    ffmpeg(server.state === 'used'),
    await attempt('pictures', pictures),
    await attempt('model cache', cache),
    await attempt('models', models),
  ] as const;
  const exitCode = findings.some(one => one.state === 'broken') ? ExitCode.environment : ExitCode.ok;
  if (options.json === true) {
    host.terminal.out(JSON.stringify({ ok: exitCode === ExitCode.ok, version: packageVersion(), findings }));
    return exitCode;
  }
  const width = Math.max(...findings.map(one => one.name.length));
  for (const one of findings) host.terminal.out(`${one.state.padEnd(7)}  ${one.name.padEnd(width)}  ${one.detail}`);
  return exitCode;
}

async function attempt(name: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { name, state: 'used', detail: await look() };
  } catch (error) {
    return {
      name,
      state: 'missing',
      detail: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    };
  }
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return {
    name: 'node',
    state: fits ? 'used' : 'broken',
    detail: `${process.versions.node} on ${process.platform}-${process.arch}${fits ? '' : `; ${LEAST_NODE.join('.')} or later is needed`}`,
  };
}

function machine(): Finding {
  return {
    name: 'machine',
    state: 'used',
    detail: `${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(1)} GiB memory`,
  };
}

function kernels(): Finding {
  const { backend, reason } = createImageKernels();
  return { name: 'image kernels', state: 'used', detail: `${backend}: ${reason}` };
}

async function gpu(): Promise<Finding> {
  const { adapter, unused, reason } = await findNodeGpu();
  const detail =
    adapter === undefined
      ? reason
      : `${reason}; used by run --gpu, ImageToGpuCalculator and trainings whose backend is webgpu`;
  return { name: 'gpu', state: adapter !== undefined ? 'used' : unused ? 'unused' : 'missing', detail };
}

async function tfjsWasm(): Promise<string> {
  // An operation-free model is the shortest way to start the backend for real.
  const model = await tfjsEngine({ backend: 'wasm', wasmPath: tfjsWasmPath() }).load(
    {
      name: 'doctor',
      format: 'tfjs-graph-model',
      json: {
        modelTopology: {
          node: [{ name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' } } }],
          versions: { producer: 808 },
          library: {},
        },
      },
      weights: new Uint8Array(0),
    },
    { threads: 1 },
  );
  await model.dispose();
  return `${model.detail}; runs tfjs models`;
}

async function onnxruntime(): Promise<string> {
  return `ONNX Runtime ${await onnxruntimeVersion()} CPU, 1 thread; runs ONNX models`;
}

async function mediabunnyServer(): Promise<Finding> {
  const name = 'codecs @mediabunny/server';
  try {
    await import('@mediabunny/server');
    return { name, state: 'used', detail: 'in this process: decodes and encodes video and sound' };
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { name, state: 'missing', detail: `${why} Install it: npm install @mediabunny/server` };
  }
}

function ffmpeg(hasServer: boolean): Finding {
  const name = 'codecs ffmpeg';
  const { stdout, status } = spawnSync('ffmpeg', ['-hide_banner', '-version'], { encoding: 'utf8' });
  if (status !== 0) {
    return {
      name,
      state: 'missing',
      detail: hasServer
        ? 'not in PATH; not needed, @mediabunny/server is here'
        : 'not in PATH. Install ffmpeg, or @mediabunny/server',
    };
  }
  const version = /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? '';
  return hasServer
    ? { name, state: 'unused', detail: `${version}; @mediabunny/server is used in its place` }
    : { name, state: 'used', detail: `${version}, as a child process` };
}

async function pictures(): Promise<string> {
  const { default: sharp } = await import('sharp');
  return `sharp ${sharp.versions.sharp} (libvips ${sharp.versions.vips}): JPEG, PNG, WebP`;
}

async function cache(): Promise<string> {
  const folder = defaultCacheFolder();
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
  return `${folder} can be written`;
}

async function models(): Promise<string> {
  const { models: list } = await readModelManifest(packageModelsManifest());
  return list.length === 0 ? 'none are listed' : list.map(model => model.name).join(', ');
}
