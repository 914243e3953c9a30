import type { ImageKernels } from '../src/calculators/image/index.ts';
import { cpuOnlyNode, type GraphPlan } from '../src/graph/index.ts';
import { locateAssets } from './assets/shipped-assets.ts';
import { chooseDevice, type DeviceChoice, type GpuWish } from './device/choose-device.ts';
import { type CopyCounter, createCopyCounter } from './device/copy-counter.ts';
import type { GpuEvent, GpuKeeper } from './device/gpu-keeper.ts';
import type { PrepareProgress } from './progress.ts';
import type { PageTrainingBackends } from './training/page-training-backends.ts';

/** What the services of a page are made for. */
export interface PageServicesOptions {
  readonly plan: GraphPlan;
  /** Whether a sink needs the kernels as well. */
  readonly needsKernels: boolean;
  readonly gpu?: GpuWish | undefined;
  /** Takes what a developer should know of the device. */
  readonly onLog?: ((level: 'debug' | 'info' | 'warn', message: string) => void) | undefined;
  readonly sidePackets: Readonly<Record<string, unknown>>;
  /** Take the place of those made here, by key. */
  readonly services: Readonly<Record<string, unknown>>;
  readonly assetBase?: string | URL | undefined;
  readonly base?: URL | undefined;
  /** Ends fetching. */
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: PrepareProgress) => void) | undefined;
}

/** What a page gives its graph. */
export interface PageServices {
  /** By key, for the engine. */
  readonly byKey: Readonly<Record<string, unknown>>;
  /** Absent when nothing of the graph works on pictures. */
  readonly kernels: ImageKernels | undefined;
  readonly copies: CopyCounter;
  /** What the graph computes on now: a GPU that is given up leaves it to WebAssembly. */
  readonly device: DeviceChoice;
  /** There when the graph began on a GPU. */
  readonly gpu: GpuKeeper | undefined;
  /** Calls back when the device is lost, back, or gone for good. Returns what ends that. */
  onGpuChange(listener: (kind: GpuEvent['kind']) => void): () => void;
  /** What each model that was loaded runs on, and why. */
  readonly models: readonly string[];
  dispose(): void;
}

/** How much memory the kernels of one graph reserve: some thirty 1080p pictures; what does not fit goes to the heap. */
const KERNEL_BYTES = 256 * 1024 * 1024;

/**
 * Makes the services that a plan asks for, and loads no code of others: a graph without pictures and models brings neither
 * kernels nor tfjs into the page.
 */
export async function createPageServices(options: PageServicesOptions): Promise<PageServices> {
  const { plan, services: given } = options;
  const wanted = new Set(
    plan.nodes.flatMap(node =>
      Object.values(node.calculator.services).map(one => ('service' in one ? one.service.key : one.key)),
    ),
  );
  const copies = createCopyCounter();
  const models: string[] = [];
  // What the page itself has named.
  const trusted = new Set(Object.values(options.sidePackets).filter(value => typeof value === 'string'));
  const byKey: Record<string, unknown> = {};
  let kernels: ImageKernels | undefined;
  if (options.needsKernels || wanted.has('image_kernels') || wanted.has('frame_importer')) {
    const { createImageKernels } = await import('../src/calculators/image/kernels/create-image-kernels.ts');
    kernels = createImageKernels({ memoryBytes: KERNEL_BYTES });
    byKey['image_kernels'] = kernels;
  }
  const listeners = new Set<(kind: GpuEvent['kind']) => void>();
  const { device, gpu } = await openDevice(options, wanted.has('frame_importer'), copies, kind => {
    for (const listener of listeners) listener(kind);
  });
  if (wanted.has('frame_importer') && kernels !== undefined) {
    const { cpuFrameImporter } = await import('./frames/cpu-frame-importer.ts');
    const onCpu = cpuFrameImporter(kernels, copies);
    byKey['frame_importer'] =
      gpu === undefined ? onCpu : (await import('./frames/gpu-frame-importer.ts')).gpuFrameImporter(gpu, onCpu);
  }
  if (wanted.has('inference') && given['inference'] === undefined) {
    const { pageInferenceService } = await import('./models/page-inference-service.ts');
    const { assetBase, base, signal, onProgress } = options;
    const onModel = (choice: string) => void models.push(choice);
    byKey['inference'] = pageInferenceService({
      assets: locateAssets(assetBase),
      trusted,
      base,
      signal,
      onProgress,
      onModel,
      gpu,
    });
  }
  if (wanted.has('files') && given['files'] === undefined) {
    const { pageFilesService } = await import('./files/page-files-service.ts');
    byKey['files'] = pageFilesService({ trusted, base: options.base, signal: options.signal });
  }
  let training: PageTrainingBackends | undefined;
  if (wanted.has('training_backend') && given['training_backend'] === undefined) {
    const { pageTrainingBackends } = await import('./training/page-training-backends.ts');
    training = pageTrainingBackends(locateAssets(options.assetBase), () =>
      chooseDevice(undefined, { gpu: options.gpu }),
    );
    byKey['training_backend'] = training;
  }
  if (wanted.has('training_files') && given['training_files'] === undefined) {
    // What the graph makes and writes by itself; a page that gives files, or wants them, brings its own.
    byKey['training_files'] = (await import('./training/training-files.ts')).trainingFiles();
  }
  return {
    byKey: { ...byKey, ...given },
    kernels,
    copies,
    models,
    get device() {
      return device.choice;
    },
    gpu,
    onGpuChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose() {
      training?.dispose();
      gpu?.close();
      kernels?.dispose();
    },
  };
}

/** Chooses the device and opens it. A GPU that does not open is none. */
async function openDevice(
  { plan, sidePackets, gpu: wish, onLog }: PageServicesOptions,
  hasFrames: boolean,
  copies: CopyCounter,
  changed: (kind: GpuEvent['kind']) => void,
): Promise<{ readonly device: { choice: DeviceChoice }; readonly gpu: GpuKeeper | undefined }> {
  const cpuOnly = hasFrames
    ? (cpuOnlyNode(plan) ?? pinnedEngine(plan) ?? tfliteModel(plan, sidePackets))
    : 'no frames come into this graph';
  const device = { choice: await chooseDevice(undefined, { gpu: wish, cpuOnly }) };
  if (device.choice.kind === 'wasm') return { device, gpu: undefined };
  try {
    const { createGpuKeeper } = await import('./device/gpu-keeper.ts');
    const gpu = await createGpuKeeper(navigator.gpu, {
      copies,
      onChange({ kind, reason }) {
        onLog?.('warn', `gpu: ${kind === 'lost' ? `the device was lost: ${reason}` : reason}`);
        if (kind === 'gone') device.choice = { ...device.choice, kind: 'wasm', reason };
        changed(kind);
      },
    });
    return { device, gpu };
  } catch (error) {
    const reason = `the GPU did not open: ${error instanceof Error ? error.message : String(error)}`;
    onLog?.('warn', `gpu: ${reason}`);
    device.choice = { ...device.choice, kind: 'wasm', reason };
    return { device, gpu: undefined };
  }
}

/** Models that the graph wants on another engine than that of the GPU. */
function pinnedEngine(plan: GraphPlan): string | undefined {
  const node = plan.nodes.find(
    ({ options }) => !['auto', 'tfjs-webgpu', undefined].includes(asText(options['engine'])),
  );
  return node && `node "${node.name}" asks for the engine ${asText(node.options['engine']) ?? ''}`;
}

/** A model that LiteRT runs in WebAssembly: the tensors are on the CPU then, and pictures had better be there, too. */
function tfliteModel(plan: GraphPlan, sidePackets: Readonly<Record<string, unknown>>): string | undefined {
  const locations = [...Object.values(sidePackets), ...plan.nodes.map(({ options }) => options['model_path'])];
  const found = locations.map(asText).find(one => /\.tflite(#|\?|$)/.test(one ?? ''));
  return found && `LiteRT runs ${found} in WebAssembly`;
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
