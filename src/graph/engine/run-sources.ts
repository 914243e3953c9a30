import type { NodeRuntime } from './node-runtime.ts';
import type { SourceTurns } from './source-calls.ts';
import { SourceLayers } from './source-layers.ts';
import type { Throttle } from './throttle.ts';

/** What the sources reach of their run. */
export interface RunSourcesHost {
  readonly failed: boolean;
  /** Where calls of sources are queued. */
  readonly tasks: { addSource(node: NodeRuntime): void };
}

/** The sources of a run: which may be called, and when. */
export class RunSources implements SourceTurns<NodeRuntime> {
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

  /** There is room again in all queues that it feeds. */
  unthrottled(node: NodeRuntime): void {
    if (this.layers.isActive(node)) this.ready(node);
  }

  /** From here on each source is closed instead of called. */
  stop(): void {
    this.stopping = true;
  }

  begin(node: NodeRuntime): boolean {
    node.sourceQueued = false;
    if (this.host.failed || node.state !== 'opened') return false;
    if (!this.stopping) return !this.throttle.isSourceThrottled(node.index);
    node.close(true);
    return false;
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
      this.ready(node);
      any = true;
    }
    return any;
  }

  ready(node: NodeRuntime): void {
    const isOrdered = this.count > 1 || node.behaviour.ordersItself;
    if (isOrdered && !node.sourceQueued && node.state === 'opened') node.updateSourceOrder();
    this.again(node);
  }

  again(node: NodeRuntime): void {
    if (node.sourceQueued || node.inFlight > 0 || node.state !== 'opened') return;
    node.sourceQueued = true;
    this.host.tasks.addSource(node);
  }
}
