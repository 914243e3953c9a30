import type { NodeRuntime } from './node-runtime.ts';
import type { ReadyCall } from './ready-call.ts';
import { SourceLayers } from './source-layers.ts';
import type { Throttle } from './throttle.ts';

/** What the sources reach of their run. */
export interface RunSourcesHost {
  readonly failed: boolean;
  /** Where calls of sources are queued. */
  readonly tasks: { addSource(node: NodeRuntime): void };
}

/** The sources of a run: which may be called, and when. */
export class RunSources {
  private readonly host: RunSourcesHost;
  private readonly throttle: Throttle;
  private readonly layers = new SourceLayers();
  private stopping = false;
  /** How many there are: one alone has no order. */
  private count = 0;

  constructor(throttle: Throttle, host: RunSourcesHost) {
    this.throttle = throttle;
    this.host = host;
  }

  /** Whether some source is active and not closed. */
  get anyActive(): boolean {
    return this.layers.anyActive;
  }

  /** Whether opened sources wait for their layer. */
  get anyWaiting(): boolean {
    return this.layers.anyWaiting;
  }

  /** A source that has not been opened. */
  add(node: NodeRuntime): void {
    this.count += 1;
    this.layers.add(node);
  }

  /** It was opened and waits for its layer. */
  opened(node: NodeRuntime): void {
    this.layers.opened(node);
  }

  /** A source can be called again, unless a full queue that it feeds keeps it from that. */
  ready(node: NodeRuntime): void {
    if (!this.throttle.isSourceThrottled(node.index) || this.stopping) this.queue(node);
  }

  /** There is room again in all queues that it feeds. */
  unthrottled(node: NodeRuntime): void {
    if (this.layers.isActive(node)) this.queue(node);
  }

  /** From here on each source is closed instead of called. */
  stop(): void {
    this.stopping = true;
  }

  /** The call of a source has its turn. Returns the call that it leads to, if any. */
  run(node: NodeRuntime): ReadyCall | null {
    node.sourceQueued = false;
    if (this.host.failed || node.state !== 'opened') return null;
    if (this.stopping) node.close(true);
    else if (!this.throttle.isSourceThrottled(node.index)) return node.runSource();
    return null;
  }

  /** Makes the lowest waiting layer active. False: a source of a lower layer has not been opened. */
  activateNext(): boolean {
    const sources = this.layers.activateNext();
    for (const node of sources) this.ready(node);
    return sources.length > 0;
  }

  /** If the sources shall stop: queues those that are still open. Returns whether there was one. */
  queueToStop(nodes: readonly NodeRuntime[]): boolean {
    if (!this.stopping) return false;
    let any = false;
    for (const node of nodes) {
      if (!node.isSource || node.state !== 'opened' || !this.layers.isActive(node)) continue;
      this.queue(node);
      any = true;
    }
    return any;
  }

  private queue(node: NodeRuntime): void {
    if (node.sourceQueued || node.inFlight > 0 || node.state !== 'opened') return;
    node.sourceQueued = true;
    if (this.count > 1 || node.behaviour.ordersItself) node.updateSourceOrder();
    this.host.tasks.addSource(node);
  }
}
