import type { OptionsShape, OptionValues } from './options/option.ts';
import type { Packet } from './packet.ts';
import type { OptionalPort, PortSpec, PortsShape, RepeatedPort } from './port.ts';
import type { ServicesShape, ServiceValues } from './service.ts';
import type { Timestamp } from './timestamp.ts';

/** One input stream, as `process` sees it at the current input timestamp. */
export interface InputPort<T = unknown> {
  /** The name of the stream in the expanded graph. */
  readonly name: string;
  /** The value at this timestamp; `undefined` when there is none. */
  readonly value: T | undefined;
  /** Whether there is no packet at this timestamp. */
  readonly isEmpty: boolean;
  /**
   * The packet at this timestamp. When empty, its timestamp is the last settled one of this stream: what is known to
   * hold no packet.
   */
  readonly packet: Packet<T>;
  /** Whether the stream has closed and its queue is empty. */
  readonly isDone: boolean;
  /** The stream's header, `undefined` if it has none. Available from `open` on. */
  readonly header: unknown;
  /** The value. @throws MillraceError when there is none at this timestamp. */
  get(): T;
}

/** One output stream. What is sent goes out, in order, after the call of `open`, `process` or `close` has succeeded. */
export interface OutputPort<T = unknown> {
  /** Sends a value; the timestamp is the input timestamp unless given. The graph owns a releasable value from here on. */
  emit(value: T, timestamp?: Timestamp): void;
  /** Sends a packet's value on (an empty packet only moves the bound), at the packet's own timestamp unless given. */
  forward(packet: Packet<T>, timestamp?: Timestamp): void;
  /** Promises that no packet below `timestamp` will follow. */
  setNextTimestampBound(timestamp: Timestamp): void;
  /** The smallest timestamp the next packet may have. */
  readonly nextTimestampBound: Timestamp;
  /** Ends the stream: later packets are errors. */
  close(): void;
  /** Whether the stream was ended. */
  readonly isClosed: boolean;
  /** Sets the stream's header. In `open` only. */
  setHeader(header: unknown): void;
}

/** One output side packet: set once per run, in `open`, `process` or `close`. */
export interface OutputSidePort<T = unknown> {
  /** Gives the side packet its value for this run. */
  set(value: T): void;
}

type Ports<S extends PortsShape, Kind extends 'in' | 'out' | 'side' | 'side-out'> = {
  readonly [K in keyof S]: S[K] extends RepeatedPort<infer T>
    ? readonly Port<T, Kind>[]
    : S[K] extends OptionalPort<infer T>
      ? Port<T, Kind> | undefined
      : S[K] extends PortSpec<infer T>
        ? Port<T, Kind>
        : never;
};

type Port<T, Kind> = Kind extends 'in'
  ? InputPort<T>
  : Kind extends 'out'
    ? OutputPort<T>
    : Kind extends 'side-out'
      ? OutputSidePort<T>
      : T;

/** The five shapes a contract is made of. */
export interface ContractShape {
  readonly inputs: PortsShape;
  readonly outputs: PortsShape;
  readonly sidePackets: PortsShape;
  readonly outputSidePackets: PortsShape;
  readonly options: OptionsShape;
  readonly services: ServicesShape;
}

/** The place of a port among those of its side. */
export interface PortPlace {
  readonly tag: string;
  readonly index: number;
}

/** The places of everything that a node connects: a calculator with ports of any tag (`*`) learns from it which is which. */
export interface ConnectedPorts {
  readonly inputs: readonly PortPlace[];
  readonly outputs: readonly PortPlace[];
  readonly sidePackets: readonly PortPlace[];
  readonly outputSidePackets: readonly PortPlace[];
}

/** How a run stands, as `close` may ask. */
export type GraphStatus = 'running' | 'done' | 'failed' | 'cancelled';

/**
 * What `open`, `process` and `close` work with. One object per node (per call in flight), reused: read it during the
 * call, keep packets only with `retain`.
 */
export interface CalculatorContext<C extends ContractShape = ContractShape> {
  /** By tag: a port, `undefined` for an unconnected optional one, an array for a repeated one. */
  readonly inputs: Ports<C['inputs'], 'in'>;
  /** By tag, like `inputs`. */
  readonly outputs: Ports<C['outputs'], 'out'>;
  /** By tag: the value, `undefined` for an absent optional one, an array for a repeated one. */
  readonly sidePackets: Ports<C['sidePackets'], 'side'>;
  /** By tag, like `inputs`. */
  readonly outputSidePackets: Ports<C['outputSidePackets'], 'side-out'>;
  /** What is connected, in the order of the arrays above. */
  readonly connected: ConnectedPorts;
  /** Frozen, defaults filled in. */
  readonly options: OptionValues<C['options']>;
  /** By the contract's names. */
  readonly services: ServiceValues<C['services']>;
  /** `Unstarted` in `open`, the time of the input set in `process` (0 for a source), `Done` in `close`. */
  readonly inputTimestamp: Timestamp;
  /** The node's name in the expanded graph. */
  readonly nodeName: string;
  /** How the run stands; interesting in `close`. */
  readonly graphStatus: GraphStatus;
  /** Whether the run is being cancelled: a long `process` may look and return early. */
  readonly isCancelled: boolean;
  /**
   * Calls back once when the run fails or is cancelled, at once if it has: for a call that waits for something and can
   * give up. Whatever the callback does, the call still ends by its promise.
   *
   * @returns the function that takes the callback back, for when the wait is over.
   */
  onStop(callback: () => void): () => void;
  /** In `open` only: outputs have the input's timestamp plus `offset`, or nothing. `null` turns the contract's off. */
  setOffset(offset: number | null): void;
  /** Adds to the named counter of this node. */
  count(name: string, by?: number): void;
  /**
   * Reports packets that are lost because the graph could not keep up, and why: a few words that are always the same,
   * such as `too many in flight`. They show in the statistics, the trace and the summary of a run under the node's name.
   */
  drop(reason: string, packets?: number): void;
  /**
   * Reports packets that it does not pass on because it is meant to, and why, such as `gate closed`: shown like those of
   * `drop`, but no sign of overload. A packet that takes part in a result is neither dropped nor filtered.
   */
  filter(reason: string, packets?: number): void;
  /** A line for the host's log, with the node's name. Libraries print nothing. */
  log(level: 'debug' | 'info' | 'warn', message: string): void;
}
