import type { ImageKernels } from '../src/calculators/image/index.ts';
import type { GraphPlan } from '../src/graph/index.ts';
import { locateAssets } from './assets/shipped-assets.ts';
import { type CopyCounter, createCopyCounter } from './device/copy-counter.ts';
import type { PrepareProgress } from './progress.ts';

/** What the services of a page are made for. */
export interface PageServicesOptions {
  readonly plan: GraphPlan;
  /** Whether a sink needs the kernels as well. */
  readonly needsKernels: boolean;
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
  const byKey: Record<string, unknown> = {};
  let kernels: ImageKernels | undefined;
  if (options.needsKernels || wanted.has('image_kernels') || wanted.has('frame_importer')) {
    const { createImageKernels } = await import('../src/calculators/image/kernels/create-image-kernels.ts');
    kernels = createImageKernels({ memoryBytes: KERNEL_BYTES });
    byKey['image_kernels'] = kernels;
  }
  if (wanted.has('frame_importer') && kernels !== undefined) {
    const { cpuFrameImporter } = await import('./frames/cpu-frame-importer.ts');
    byKey['frame_importer'] = cpuFrameImporter(kernels, copies);
  }
  if (wanted.has('inference') && given['inference'] === undefined) {
    const { pageInferenceService } = await import('./models/page-inference-service.ts');
    const { sidePackets, assetBase, base, signal, onProgress } = options;
    const trusted = new Set(Object.values(sidePackets).filter(value => typeof value === 'string'));
    byKey['inference'] = pageInferenceService({ assets: locateAssets(assetBase), trusted, base, signal, onProgress });
  }
  return { byKey: { ...byKey, ...given }, kernels, copies, dispose: () => kernels?.dispose() };
}
