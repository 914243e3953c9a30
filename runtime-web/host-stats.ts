import type { GpuPoolStats } from '../src/calculators/image/kernels/gpu/gpu-buffer-pool.ts';
import type { GraphStats } from '../src/graph/index.ts';
import type { CopyCounts } from './device/copy-counter.ts';
import type { GraphFigures } from './graph-figures.ts';

/** What a page sees of a running graph. */
export interface HostStats extends GraphStats, GraphFigures {
  /** Of all frames so far. */
  readonly copies: CopyCounts;
  /** Frames that came out as they went in while the GPU was lost (`whileGpuIsLost: 'pass'`). */
  readonly passed: number;
  /** Memory on the GPU; absent without one. */
  readonly gpu?: GpuPoolStats;
}
