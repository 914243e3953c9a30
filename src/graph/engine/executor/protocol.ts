import type { GraphStatus, PortPlace } from '../../calculator-context.ts';
import type { Timestamp } from '../../timestamp.ts';
import type { DropCause } from '../graph-stats.ts';
import type { WireError } from './wire-error.ts';
import type { WireValue } from './wire-value.ts';

/** The first message to a worker. */
export interface StartMessage {
  /** What the runtime's worker program needs to know: modules, settings. Plain data. */
  readonly settings: unknown;
  /** `performance.timeOrigin` of the pool's thread, so that both clocks agree. */
  readonly timeOrigin: number;
  readonly memory: SharingMode;
}

/** How buffers travel: moved, or written once into memory that both sides see. */
export type SharingMode = 'transfer' | 'shared';

/** A node to be opened in a worker. */
export interface OpenRequest {
  readonly kind: 'open';
  readonly node: number;
  readonly call: number;
  readonly name: string;
  readonly calculator: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: readonly PortPlace[];
  readonly inputNames: readonly string[];
  readonly outputs: readonly PortPlace[];
  readonly outputNames: readonly string[];
  readonly sidePackets: readonly PortPlace[];
  readonly sideValues: readonly WireValue[];
  readonly outputSidePackets: readonly PortPlace[];
  readonly headers: readonly WireValue[];
  /** How many calls of it may overlap in one worker. */
  readonly limit: number;
  /** 0 running, 1 stopped, 2 cancelled, in shared memory; absent where there is none. */
  readonly flag: Int32Array | undefined;
}

/** One input of a call: no value when there is no packet at this time. */
export type WireInput = readonly [value: WireValue | null, time: Timestamp, isDone: boolean, isKept: boolean];

/** One call of `process`. `bounds`: of the outputs, as the pool's thread knows them. */
export type CallRequest = readonly [
  kind: 'call',
  node: number,
  call: number,
  time: Timestamp,
  inputs: readonly WireInput[],
  bounds: readonly Timestamp[],
  headers: readonly WireValue[] | null,
];

/** The call of `close`. */
export interface CloseRequest {
  readonly kind: 'close';
  readonly node: number;
  readonly call: number;
  readonly status: GraphStatus;
  readonly bounds: readonly Timestamp[];
}

/** What a worker is asked for. They go in lists, about a hundred to a message. */
export type WorkerRequest =
  | OpenRequest
  | CallRequest
  | CloseRequest
  | { readonly kind: 'stop'; readonly nodes: readonly number[]; readonly cancelled: boolean }
  | { readonly kind: 'forget'; readonly nodes: readonly number[] };

/** A packet that a call has sent: its value, or which of the call's inputs it is. */
export type WirePacket = readonly [time: Timestamp, value: WireValue | null, input: number];

/** What a call did to one output; `null` in its place: nothing. */
export type WireOutput = readonly [
  packets: readonly WirePacket[],
  explicitBound: Timestamp,
  boundIsLast: boolean,
  isClosed: boolean,
];

/** What a call did besides sending packets; `null` in its place: nothing. */
export interface WireEffects {
  readonly stop?: true;
  readonly counts?: readonly (readonly [name: string, by: number])[];
  readonly drops?: readonly (readonly [cause: DropCause, reason: string, packets: number])[];
  readonly logs?: readonly (readonly [level: 'debug' | 'info' | 'warn', message: string])[];
  /** Output side packets that were set, by place. */
  readonly side?: readonly (readonly [place: number, value: WireValue])[];
  /** What orders a source, when the calculator says so itself. */
  readonly order?: number;
  readonly offset?: number | null;
  readonly headers?: readonly (WireValue | null)[];
  readonly hasClose?: boolean;
  /** The calculator has verbs that only the engine's own thread can ask for. */
  readonly needsEngine?: boolean;
  /** Releasable values alive in the worker; after `close`. */
  readonly live?: number;
}

/** The end of a call of `open`, `process` or `close`. */
export type WorkerReply =
  | readonly [kind: 'done', node: number, call: number, outputs: readonly (WireOutput | null)[], WireEffects | null]
  | readonly [kind: 'threw', node: number, call: number, error: WireError, WireEffects | null]
  /** Not run: the run had ended before. */
  | readonly [kind: 'dropped', node: number, call: number];

/** The first message from a worker. */
export type StartReply = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly error: WireError };
