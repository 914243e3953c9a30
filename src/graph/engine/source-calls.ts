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
  inFlight: number;
  /** Its call has ended: it may be called again. */
  callEnded(): void;
}

/** What sources see as their input timestamp. Source: MediaPipe `framework/calculator_node.cc`, `Timestamp(0)`. */
const TIME_OF_SOURCES: Timestamp = 0;

/** The calls of a source: one at a time, none of which waits for inputs. */
export class SourceCalls {
  private readonly source: CalledSource;
  private readonly call: NodeCall;
  private readonly behaviour: NodeBehaviour;
  /** The only output of a source with offset 0; `null` of any other. */
  private readonly output: OutputShard | null;

  /** @param source - has opened. */
  constructor(source: CalledSource) {
    const call = source.pool.main;
    this.source = source;
    this.call = call;
    this.behaviour = source.behaviour;
    this.output = source.offset === 0 && call.shards.length === 1 ? (call.shards[0] ?? null) : null;
  }

  /** Runs a call. Returns the call that it leads to, if any. */
  run(): ReadyCall | null {
    const { source, call } = this;
    source.inFlight = 1;
    call.inputTimestamp = TIME_OF_SOURCES;
    if (!this.behaviour.process(call)) return null;
    call.isIdle = true;
    const next = this.send();
    source.inFlight = 0;
    source.callEnded();
    return next;
  }

  /** What the call has sent goes out: nearly always one packet, whose bound says all. */
  private send(): ReadyCall | null {
    const { output } = this;
    const sent = output === null ? null : output.sole;
    if (output === null || sent === null) return deliverCall(this.call, this.source.offset);
    output.sole = null;
    return output.stream.propagateOne(sent);
  }
}
