import type { Timestamp } from '../timestamp.ts';
import { deliverCall } from './deliver-call.ts';
import type { NodeBehaviour } from './node-behaviour.ts';
import type { NodeCall } from './node-call.ts';
import type { OutputShard } from './output-shard.ts';
import type { ReadyCall } from './ready-call.ts';

/** A source as far as its calls need it. */
export interface CalledSource {
  readonly behaviour: NodeBehaviour;
  readonly pool: { readonly main: NodeCall };
  readonly offset: number | null;
  /** What orders sources of one layer: when it sends next, or what it says itself. */
  sourceOrder: Timestamp;
  /** Calls under way: one at most. */
  inFlight: number;
}

/** Who says which sources (`N`) may be called, and when. */
export interface SourceTurns<N> {
  /** Its turn has come. Returns whether it may be called now. */
  begin(source: N): boolean;
  /** It can be called. */
  ready(source: N): void;
  /** It can be called again: it has a new {@link CalledSource.sourceOrder}. */
  again(source: N): void;
}

/** What sources see as their input timestamp. Source: MediaPipe `framework/calculator_node.cc`, `Timestamp(0)`. */
const TIME_OF_SOURCES: Timestamp = 0;

/** The calls of a source: one at a time, none of which waits for inputs. */
export class SourceCalls<N extends CalledSource> {
  private readonly source: N;
  private readonly turns: SourceTurns<N>;
  private readonly call: NodeCall;
  private readonly behaviour: NodeBehaviour;
  /** The only output of a source with offset 0; `null` of any other. */
  private readonly output: OutputShard | null;

  /** @param source - has opened. */
  constructor(source: N, turns: SourceTurns<N>) {
    const call = source.pool.main;
    this.source = source;
    this.turns = turns;
    this.call = call;
    this.behaviour = source.behaviour;
    this.output = source.offset === 0 && call.shards.length === 1 ? (call.shards[0] ?? null) : null;
  }

  /** It is its turn: runs a call, if it may be called. Returns the call that this leads to, if any. */
  run(): ReadyCall | null {
    const { source, call, turns } = this;
    if (!turns.begin(source)) return null;
    source.inFlight = 1;
    call.inputTimestamp = TIME_OF_SOURCES;
    if (!this.behaviour.process(call)) return null;
    call.isIdle = true;
    const { output } = this;
    const sent = output === null ? null : output.sole;
    if (output === null || sent === null) {
      const next = deliverCall(call, source.offset);
      source.inFlight = 0;
      turns.ready(source);
      return next;
    }
    output.sole = null;
    const next = output.stream.propagateOne(sent);
    source.inFlight = 0;
    // Nearly always a call sends one packet, whose bound says all.
    if (this.behaviour.ordersItself) turns.ready(source);
    else {
      source.sourceOrder = sent.timestamp + 1;
      turns.again(source);
    }
    return next;
  }
}
