import type { NodeRuntime } from './node-runtime.ts';

/** The sources of a run: only those of the lowest layer that is not finished are active. */
export class SourceLayers {
  readonly #unopened = new Set<NodeRuntime>();
  #opened: NodeRuntime[] = [];
  #active: NodeRuntime[] = [];

  /** A source that has not been opened. */
  add(node: NodeRuntime): void {
    this.#unopened.add(node);
  }

  /** It was opened and waits for its layer. */
  opened(node: NodeRuntime): void {
    this.#unopened.delete(node);
    this.#opened.push(node);
  }

  /** Whether some source is active and not closed. */
  get anyActive(): boolean {
    this.#active = this.#active.filter(node => node.state !== 'closed');
    return this.#active.length > 0;
  }

  /** Whether opened sources wait for their layer. */
  get anyWaiting(): boolean {
    return this.#opened.length > 0;
  }

  isActive(node: NodeRuntime): boolean {
    return this.#active.includes(node);
  }

  /**
   * Makes the lowest waiting layer active and returns its sources; none while a source of a lower layer has not been
   * opened.
   */
  activateNext(): readonly NodeRuntime[] {
    let layer = Number.POSITIVE_INFINITY;
    for (const node of this.#opened) layer = Math.min(layer, node.plan.sourceLayer);
    for (const node of this.#unopened) if (node.plan.sourceLayer < layer) return [];
    this.#active = this.#opened.filter(node => node.plan.sourceLayer === layer);
    this.#opened = this.#opened.filter(node => node.plan.sourceLayer !== layer);
    return this.#active;
  }
}
