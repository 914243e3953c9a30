import type { Timestamp } from '../timestamp.ts';

/** Is told of the calls of a run. Given to a graph, it costs a little; absent, nothing. */
export interface GraphTracer {
  /** A call begins. Returns a mark for {@link GraphTracer.end}. */
  begin(): number;
  /** That call has ended. */
  end(mark: number, phase: 'open' | 'process' | 'close', node: string, timestamp: Timestamp): void;
  /** A queue became full or got room again. */
  throttled(stream: string, full: boolean): void;
}
