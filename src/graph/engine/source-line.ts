/** A source that can wait in a {@link SourceLine}. */
export interface LinedSource<N> {
  /** Place in topological order. */
  readonly index: number;
  /** What orders sources of one layer: the lower first. Not changed while the source waits. */
  readonly sourceOrder: number;
  readonly plan: { readonly sourceLayer: number };
  /** The source behind it in the line. Kept here for {@link SourceLine}. */
  sourceBehind: N | null;
}

/**
 * The sources that wait to be called: by layer, then by their own order, then by index. One that was called comes back with a
 * later time than the others, so it nearly always goes to the end; they are linked, and nothing is moved.
 */
export class SourceLine<N extends LinedSource<N>> {
  size = 0;
  private first: N | null = null;
  private last: N | null = null;

  add(source: N): void {
    const { last } = this;
    this.size += 1;
    if (last !== null && runsBefore(source, last)) {
      this.insert(source);
      return;
    }
    if (last === null) this.first = source;
    else last.sourceBehind = source;
    this.last = source;
  }

  /** Adds a source that runs before the last. */
  private insert(source: N): void {
    let before: N | null = null;
    let behind = this.first;
    while (behind !== null && !runsBefore(source, behind)) {
      before = behind;
      behind = behind.sourceBehind;
    }
    source.sourceBehind = behind;
    if (before === null) this.first = source;
    else before.sourceBehind = source;
  }

  takeFirst(): N | null {
    const { first } = this;
    if (first === null) return null;
    this.first = first.sourceBehind;
    if (this.first === null) this.last = null;
    first.sourceBehind = null;
    this.size -= 1;
    return first;
  }

  /** Takes the source at a place of the line; `undefined`: there is none. */
  takeAt(place: number): N | undefined {
    let before = this.first;
    for (let i = 1; i < place && before !== null; i += 1) before = before.sourceBehind;
    if (place === 0 || before === null) return this.takeFirst() ?? undefined;
    const taken = before.sourceBehind;
    if (taken === null) return undefined;
    before.sourceBehind = taken.sourceBehind;
    if (taken.sourceBehind === null) this.last = before;
    taken.sourceBehind = null;
    this.size -= 1;
    return taken;
  }
}

function runsBefore<N>(a: LinedSource<N>, b: LinedSource<N>): boolean {
  if (a.plan.sourceLayer !== b.plan.sourceLayer) return a.plan.sourceLayer < b.plan.sourceLayer;
  if (a.sourceOrder !== b.sourceOrder) return a.sourceOrder < b.sourceOrder;
  return a.index < b.index;
}
