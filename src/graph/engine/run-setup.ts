import type { GraphPlan } from '../config/graph-plan.ts';
import type { HandleRegistry } from '../handle-registry.ts';
import type { TimestampPolicy } from '../timestamp-policy.ts';
import type { ConstantSidePackets } from './constant-side-packets.ts';
import type { StreamPoller } from './poller.ts';
import type { WatchOptions } from './run-watch.ts';
import type { Scheduler } from './scheduler.ts';
import type { ServiceTable } from './services.ts';
import type { StreamObserver } from './stream-observer.ts';

/** What a run takes over from its graph. */
export interface RunSetup {
  readonly plan: GraphPlan;
  readonly scheduler: Scheduler;
  readonly handles: HandleRegistry;
  readonly services: ServiceTable;
  readonly watch: WatchOptions;
  readonly observers: readonly StreamObserver[];
  readonly pollers: readonly StreamPoller[];
  /** Queue bounds of graph inputs that differ from the plan's. */
  readonly inputQueueSizes: ReadonlyMap<number, number>;
  /** Timestamp policies of graph inputs that differ from the plan's. */
  readonly inputTimestampPolicies: ReadonlyMap<number, TimestampPolicy>;
  readonly onError: ((error: Error) => void) | undefined;
  readonly onLog: ((level: 'debug' | 'info' | 'warn', message: string) => void) | undefined;
  /** Called after each task, in tests. */
  readonly afterStep: (() => void) | undefined;
  readonly constants: ConstantSidePackets;
  readonly onSettled: (error: Error | undefined) => void;
}
