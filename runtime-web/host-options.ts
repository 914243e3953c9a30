import type { Executor, ExecutorFactory } from '../src/graph/index.ts';
import type { GpuWish } from './device/choose-device.ts';
import type { WhileGpuIsLost } from './pass/pass-outputs.ts';
import type { PrepareProgress } from './progress.ts';
import type { ReadGraph } from './read-graph.ts';
import type { Sink } from './sinks/sink.ts';
import type { Source } from './sources/source.ts';
import type { LiveOptions } from './wrap-sources.ts';

/** What a `GraphHost` is made of. */
export interface HostOptions {
  readonly graph: ReadGraph;
  readonly sources: ReadonlyMap<string, Source>;
  readonly sinks: ReadonlyMap<string, Sink>;
  readonly sidePackets?: Readonly<Record<string, unknown>> | undefined;
  readonly services?: Readonly<Record<string, unknown>> | undefined;
  readonly live?: LiveOptions | undefined;
  readonly executors?: Readonly<Record<string, Executor>> | undefined;
  readonly executorTypes?: Readonly<Record<string, ExecutorFactory>> | undefined;
  readonly assetBase?: string | URL | undefined;
  /** The graph file's address: where relative model paths lie. */
  readonly base?: URL | undefined;
  /** Which GPU may be used. Default `auto`. */
  readonly gpu?: GpuWish | undefined;
  /** Default `hold`. */
  readonly whileGpuIsLost?: WhileGpuIsLost | undefined;
  readonly trace?: boolean | undefined;
  readonly onLog?: ((level: 'debug' | 'info' | 'warn', message: string) => void) | undefined;
  readonly onProgress?: ((progress: PrepareProgress) => void) | undefined;
}
