import { type LinedSource, SourceLine } from './source-line.ts';

/** What orders the task of a node. */
export interface TaskNode<N> extends LinedSource<N> {
  readonly plan: { readonly configIndex: number; readonly sourceLayer: number };
}

/**
 * The tasks that may run, in MediaPipe's order: nodes to open first, in the order of the config; then nodes with inputs,
 * the later in topological order first, so that the graph drains; then sources, by layer, then by their own order, then
 * by index.
 */
export class TaskQueue<N extends TaskNode<N>> {
  /** In their order. Those before {@link TaskQueue.firstOpen} were taken. */
  private readonly opens: N[] = [];
  private firstOpen = 0;
  private first: N | null = null;
  /** Its place in topological order; -1: no node waits. */
  private firstIndex = -1;
  /** The rest, as a heap. */
  private readonly nodes: N[] = [];
  private readonly sources = new SourceLine<N>();

  get size(): number {
    return this.openCount + (this.first === null ? 0 : 1) + this.nodes.length + this.sources.size;
  }

  addOpen(node: N): void {
    const { opens } = this;
    let place = opens.length;
    // Nearly always it is the last.
    for (; place > this.firstOpen; place -= 1) {
      const before = opens[place - 1];
      if (before !== undefined && opensBefore(before, node)) break;
    }
    opens.splice(place, 0, node);
  }

  addSource(node: N): void {
    this.sources.add(node);
  }

  /** Takes the first source unless nodes with inputs come before it; opens are not looked at. */
  takeSource(): N | null {
    return this.first === null ? this.sources.takeFirst() : null;
  }

  /** One entry per waiting call of the node. */
  addNode(node: N): void {
    // The first in order is kept outside of the heap: a chain of nodes then never touches it.
    const first = this.first;
    if (first !== null && node.index <= first.index) this.push(node);
    else {
      this.setFirst(node);
      if (first !== null) this.push(first);
    }
  }

  /** Whether nothing that waits comes before a node with inputs at this place in topological order, unless one opens. */
  isFirst(index: number): boolean {
    return index > this.firstIndex;
  }

  private setFirst(node: N | null): void {
    this.first = node;
    this.firstIndex = node === null ? -1 : node.index;
  }

  private push(node: N): void {
    const heap = this.nodes;
    let i = heap.length;
    heap.push(node);
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || parent.index >= node.index) break;
      heap[i] = parent;
      i = up;
    }
    heap[i] = node;
  }

  /** Takes the first task by the rules. */
  take(): N | undefined {
    if (this.first !== null && this.openCount === 0) return this.takeFirst();
    if (this.openCount > 0) return this.takeOpen(0);
    return this.takeSource() ?? undefined;
  }

  /** Takes the task at a place below {@link TaskQueue.size}, in an order of no meaning. */
  takeAny(place: number): N | undefined {
    if (place < this.openCount) return this.takeOpen(place);
    let node = place - this.openCount;
    if (this.first !== null) {
      if (node === 0) return this.takeFirst();
      node -= 1;
    }
    if (node < this.nodes.length) return this.takeNode(node);
    return this.sources.takeAt(node - this.nodes.length);
  }

  private get openCount(): number {
    return this.opens.length - this.firstOpen;
  }

  private takeOpen(place: number): N | undefined {
    const { opens } = this;
    const at = this.firstOpen + place;
    const node = opens[at];
    if (place === 0) this.firstOpen += 1;
    else opens.splice(at, 1);
    if (this.openCount === 0) {
      opens.length = 0;
      this.firstOpen = 0;
    }
    return node;
  }

  private takeFirst(): N | undefined {
    const first = this.first ?? undefined;
    this.setFirst(this.nodes.length === 0 ? null : (this.takeNode(0) ?? null));
    return first;
  }

  private takeNode(place: number): N | undefined {
    const heap = this.nodes;
    const taken = heap[place];
    const last = heap.pop();
    const size = heap.length;
    if (last === undefined || place >= size) return taken;
    let i = place;
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || parent.index >= last.index) break;
      heap[i] = parent;
      i = up;
    }
    for (;;) {
      let down = 2 * i + 1;
      let child = heap[down];
      if (child === undefined) break;
      const right = heap[down + 1];
      if (right !== undefined && right.index > child.index) {
        down += 1;
        child = right;
      }
      if (child.index <= last.index) break;
      heap[i] = child;
      i = down;
    }
    heap[i] = last;
    return taken;
  }
}

function opensBefore(a: { readonly plan: { readonly configIndex: number } }, b: typeof a): boolean {
  return a.plan.configIndex < b.plan.configIndex;
}
