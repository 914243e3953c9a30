import type { PassTime } from './time-passes.ts';

/** How graphs/background/blur.yaml is measured. */
export interface BlurTask {
  readonly width: number;
  readonly height: number;
  /** Measured frames, after `warmUp` ones that are not. */
  readonly frames: number;
  readonly warmUp: number;
  /** `software` counts an adapter that computes on the CPU as a GPU: to test the benchmark, not to measure. */
  readonly gpu: 'auto' | 'software';
  /** A folder with another network (`model.json` and its weights), which is used for both qualities. Default: those that ship. */
  readonly network?: string;
}

/** What was measured on one runtime. */
export interface BlurFigures {
  /** The adapter, and what it is used for. */
  readonly device: string;
  /** As fast as the graph takes frames. */
  readonly framesPerSecond: number;
  /** Milliseconds of each frame from its arrival to its picture, one frame at a time. */
  readonly latencies: readonly number[];
  /** For each frame what ran on the GPU; `undefined` where the device has no `timestamp-query`. */
  readonly passes: readonly (readonly PassTime[])[] | undefined;
  /** Pictures copied between CPU and GPU per frame. */
  readonly copiesPerFrame: number;
}
