/** Frames and times of a graph in a page. */
export interface GraphFigures {
  /** Frames that sources have given to the graph. */
  readonly framesIn: number;
  /** Packets that reached the first sink. */
  readonly framesOut: number;
  /** Frames that limiters have dropped, and those that gave way to newer ones before. */
  readonly dropped: number;
  /** Frames that were lost with the GPU they lay on. */
  readonly lost: number;
  /** Packets per second at the first sink, over the last two seconds. */
  readonly fps: number;
  /** From the source to the first sink, in milliseconds; of the last frames. */
  readonly latencyMs: { readonly p50: number; readonly p95: number };
}

/** Keeps the figures of a run. Bounded: it forgets frames that never came out. */
export interface FigureKeeper {
  /** A frame was read at `now` (milliseconds). */
  entered(timestampUs: number, now: number): void;
  /** A packet of the first sink is done at `now`. */
  left(timestampUs: number, now: number): void;
  /** A frame gave way to a newer one in front of the graph. */
  skipped(): void;
  /** A picture was lost with its GPU before the first sink had it. */
  lostAtSink(): void;
  /** The figures at `now`, with what nodes have counted on top. */
  read(now: number, counted: { readonly dropped: number; readonly lost: number }): GraphFigures;
}

const KEPT = 240;

/** A keeper at zero. */
export function createFigureKeeper(): FigureKeeper {
  const entered = new Map<number, number>();
  let exits: number[] = [];
  let latencies: number[] = [];
  let framesIn = 0;
  let framesOut = 0;
  let skipped = 0;
  let lost = 0;
  return {
    entered(timestampUs, now) {
      framesIn += 1;
      entered.set(timestampUs, now);
      for (const oldest of entered.keys()) {
        if (entered.size <= KEPT) break;
        entered.delete(oldest);
      }
    },
    left(timestampUs, now) {
      framesOut += 1;
      exits = [...exits.slice(-KEPT), now];
      const start = entered.get(timestampUs);
      if (start === undefined) return;
      entered.delete(timestampUs);
      latencies = [...latencies.slice(1 - KEPT), now - start];
    },
    skipped() {
      skipped += 1;
    },
    lostAtSink() {
      lost += 1;
    },
    read(now, counted) {
      const sorted = latencies.toSorted((a, b) => a - b);
      const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
      const recent = exits.filter(time => time > now - 2000);
      const span = now - (recent[0] ?? now);
      const fps = recent.length > 1 && span > 0 ? ((recent.length - 1) * 1000) / span : 0;
      return {
        framesIn,
        framesOut,
        dropped: skipped + counted.dropped,
        lost: lost + counted.lost,
        fps,
        latencyMs: { p50: at(0.5), p95: at(0.95) },
      };
    },
  };
}
