import type { CalculatorContext, ContractShape } from './calculator-context.ts';
import type { OptionsShape, OptionValues } from './options/option.ts';
import type { PacketType } from './packet-type.ts';
import type { PortSpec, PortsShape } from './port.ts';
import type { ServicesShape } from './service.ts';
import type { StatusCode } from './status.ts';

/** Returned by `process`: a source has no more packets; elsewhere: all sources shall end and the graph drain. */
export const STOP: unique symbol = Symbol('millrace.stop');

/** What `process` may return. Nothing is the fast path: no promise is made. */
export type ProcessResult = void | typeof STOP | Promise<void | typeof STOP>;

/** The verbs that a node may have beside the one for its packets. */
interface OtherVerbs<C extends ContractShape> {
  /** Called exactly once after a successful `open`, also after errors. May send packets on a good run. */
  close?(ctx: CalculatorContext<C>): void | Promise<void>;
  /** For sources: the lower goes first inside a layer. Default: the smallest next timestamp bound of its outputs. */
  sourceProcessOrder?(ctx: CalculatorContext<C>): number;
  /**
   * Called when the graph is at rest: nothing is queued to run or running, and no source is active. What it sends, at
   * timestamps of its own choice, starts the graph again; so a loop of a whole graph goes round. Late nodes are asked
   * first, one at a time; once one has sent something, all are asked anew at the next rest. When none has anything to
   * send, the run ends, or waits for its inputs.
   */
  atRest?(ctx: CalculatorContext<C>): void | Promise<void>;
  /** The state for a checkpoint: plain data and typed arrays, its own copy. Called only when the graph is at rest. */
  saveState?(): unknown;
  /** Takes back what `saveState` gave in another run of the same graph. Called once, right after `open`. */
  loadState?(state: unknown): void | Promise<void>;
}

/** What `open` returns: the node's verbs over the state of its closure. */
export interface CalculatorBehaviour<C extends ContractShape = ContractShape> extends OtherVerbs<C> {
  /** Called for each input set in ascending time; for a source again and again. */
  process(ctx: CalculatorContext<C>): ProcessResult;
}

/** The type of the values at the ports of one side of a contract. */
export type PortValues<S extends PortsShape> = { [K in keyof S]: S[K] extends PortSpec<infer T> ? T : never }[keyof S];

/**
 * What `open` may return instead for a node with one input stream and one output stream: a function from value to value, as
 * of RxJS's `map`. It needs no ports and can be tested by itself; the engine calls it with less ado than `process`.
 */
export interface MapBehaviour<C extends ContractShape = ContractShape> extends OtherVerbs<C> {
  /**
   * Called for each packet in ascending time. What it returns is sent at the same time, `undefined`: nothing. It is no
   * promise: a calculator that waits has `process`.
   */
  map(value: PortValues<C['inputs']>): PortValues<C['outputs']> | undefined;
}

/** What `open` of a {@link CalculatorSpec} may return. */
export type SpecBehaviour<C extends ContractShape> = CalculatorBehaviour<C> | MapBehaviour<C>;

/** What an opened calculator is to whoever runs it. */
export interface OpenedBehaviour extends CalculatorBehaviour {
  /** As in {@link MapBehaviour}. `process` does the same by the ports: either may be called for a packet. */
  map?: ((value: unknown) => unknown) | undefined;
}

/** The names of the built-in input policies (MediaPipe's input stream handlers). */
export type InputPolicyName =
  | 'DefaultInputStreamHandler'
  | 'ImmediateInputStreamHandler'
  | 'SyncSetInputStreamHandler'
  | 'FixedSizeInputStreamHandler'
  | 'EarlyCloseInputStreamHandler'
  | 'BarrierInputStreamHandler'
  | 'TimestampAlignInputStreamHandler'
  | 'MuxInputStreamHandler';

/** What a contract's own check sees of one node before anything runs. */
export interface ContractView<O extends OptionsShape = OptionsShape> {
  readonly options: OptionValues<O>;
  /** The number of streams connected at a tag. */
  inputs(tag: string): number;
  /** The number of output streams connected at a tag. */
  outputs(tag: string): number;
  /** The number of input side packets connected at a tag. */
  sidePackets(tag: string): number;
  /** The number of output side packets connected at a tag. */
  outputSidePackets(tag: string): number;
  /** What is connected, each as `TAG:index`, sorted. */
  readonly ports: Readonly<Record<'inputs' | 'outputs' | 'sidePackets' | 'outputSidePackets', readonly string[]>>;
}

/** One connected port of a node, as a contract sees it. */
export interface ContractPort {
  readonly side: 'inputs' | 'outputs' | 'sidePackets' | 'outputSidePackets';
  readonly tag: string;
  readonly index: number;
}

/** What is wrong with a node: `fact. remedy.`, and the status that it fails with (INTERNAL when left out). */
export type ContractFault = string | readonly [status: StatusCode, text: string];

/** A contract as it is written down: every part that a calculator does not need may be left out. */
export interface CalculatorSpec<
  I extends PortsShape,
  O extends PortsShape,
  S extends PortsShape,
  SO extends PortsShape,
  P extends OptionsShape,
  V extends ServicesShape,
> {
  /** The registered name, `…Calculator`. */
  readonly name: string;
  /** What it does, first in one line; then edge cases. Shown by `describe` and the reference. */
  readonly summary: string;
  /** A node of a graph file that uses it, as YAML. Compiled by the docs test. */
  readonly example?: string;
  readonly inputs?: I;
  readonly outputs?: O;
  /** Input side packets. */
  readonly sidePackets?: S;
  readonly outputSidePackets?: SO;
  readonly options?: P;
  readonly services?: V;
  /**
   * When the node is ready, and with which input set; a function where it depends on what is connected. Default:
   * `DefaultInputStreamHandler`.
   */
  readonly inputPolicy?: InputPolicyName | ((view: ContractView<P>) => InputPolicyName);
  /** Outputs have the input's timestamp plus this, or nothing; `null`: arbitrary. Default 0. */
  readonly timestampOffset?: number | null;
  /** Also call `process` for settled timestamps without packets. */
  readonly processTimestampBounds?: boolean;
  /**
   * Whether what `process` sends depends on nothing but its input set, options and side packets: with `max_in_flight` a pool
   * then opens the node in several workers and spreads its calls over them. Default false.
   */
  readonly stateless?: boolean;
  /** Checks what the port table cannot say. Yields `fact. remedy.` texts, with a status where it is not INTERNAL. */
  readonly check?: (view: ContractView<P>) => Iterable<ContractFault>;
  /**
   * The type of a connected port that the tables of ports cannot say, because it depends on the index, on options or on what
   * else is connected; `undefined`: as they say. Asked when the plan is made, of nodes whose options and ports are right.
   */
  readonly portType?: (port: ContractPort, view: ContractView<P>) => PacketType | undefined;
  /** Makes the node's state and verbs, once per run. */
  readonly open: (
    ctx: CalculatorContext<{
      inputs: I;
      outputs: O;
      sidePackets: S;
      outputSidePackets: SO;
      options: P;
      services: V;
    }>,
  ) =>
    | SpecBehaviour<{ inputs: I; outputs: O; sidePackets: S; outputSidePackets: SO; options: P; services: V }>
    | Promise<SpecBehaviour<{ inputs: I; outputs: O; sidePackets: S; outputSidePackets: SO; options: P; services: V }>>;
}

/** A calculator: a complete contract and the way to open it. What registries hold and plans refer to. */
export interface Calculator {
  readonly name: string;
  readonly summary: string;
  readonly example: string | undefined;
  readonly inputs: PortsShape;
  readonly outputs: PortsShape;
  readonly sidePackets: PortsShape;
  readonly outputSidePackets: PortsShape;
  readonly options: OptionsShape;
  readonly services: ServicesShape;
  /** The policy for a node, as far as the contract wishes one. */
  readonly inputPolicy: InputPolicyName | ((view: ContractView) => InputPolicyName) | undefined;
  readonly timestampOffset: number | null;
  readonly processTimestampBounds: boolean;
  readonly stateless: boolean;
  /** What is wrong with one node beyond its ports and options, one text each; nothing if all is well. */
  check(view: ContractView): Iterable<ContractFault>;
  /** The type of one connected port, where it is not that of its tag. */
  readonly portType?: ((port: ContractPort, view: ContractView) => PacketType | undefined) | undefined;
  /** Starts a run of one node and returns its verbs. Called once per run, before every `process`. */
  open(ctx: CalculatorContext): OpenedBehaviour | Promise<OpenedBehaviour>;
}
