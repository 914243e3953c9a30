import { type OpenedBehaviour, type ProcessResult, STOP } from '../calculator.ts';
import type { PlanNode } from '../config/graph-plan.ts';
import { mapped } from '../map-behaviour.ts';
import { isPromise } from './is-promise.ts';
import type { NodeCall } from './node-call.ts';
import type { RunWatch } from './run-watch.ts';
import type { CallPhase } from './trace.ts';

const UNOPENED = { process: () => undefined, map: () => undefined };

/** Who is told how calls end: each once, at once or when the promise settles. */
export interface CallOutcome {
  opened(call: NodeCall): void;
  processed(call: NodeCall, result: void | typeof STOP): void;
  callFailed(call: NodeCall, phase: 'open' | 'process' | 'close', error: unknown): void;
}

/** What the calls of a calculator reach of the run. */
export interface BehaviourHost {
  readonly watch: RunWatch | undefined;
  await<T>(promise: Promise<T>, then: (value: T) => void, failed: (error: unknown) => void): void;
  /** What a checkpoint kept of a node; `undefined` when it kept nothing, or there is none. */
  stateOf(node: string): unknown;
}

/**
 * The calculator of one node in one run, from `open` to `close`. The one place where a calculator's own code is called:
 * what it throws, what it returns and how long it takes is seen here.
 */
export class NodeBehaviour {
  private behaviour: OpenedBehaviour = UNOPENED;
  /** The same, where it can be called by the value of a packet. */
  private mapping: { map(value: unknown): unknown } = UNOPENED;
  /** Calls begun, of `process`, `open` and `close`. Those of `map` are counted by who makes them. */
  calls = 0;
  opens = 0;
  closes = 0;
  /** Whether `open` succeeded and `close` was not called yet. */
  needsClose = false;
  /** Whether what it made ends with its run: it has a `close`. */
  hasClose = false;
  /** Whether it says itself what orders it among the sources of its layer. */
  ordersItself = false;
  private readonly plan: Pick<PlanNode, 'index' | 'name' | 'calculator'>;
  private readonly host: BehaviourHost;
  protected readonly watch: RunWatch | undefined;
  private readonly outcome: CallOutcome;

  constructor(plan: Pick<PlanNode, 'index' | 'name' | 'calculator'>, host: BehaviourHost, outcome: CallOutcome) {
    this.plan = plan;
    this.host = host;
    this.watch = host.watch;
    this.outcome = outcome;
  }

  open(call: NodeCall): void {
    call.begin('open');
    this.opens += 1;
    let result: OpenedBehaviour | Promise<OpenedBehaviour>;
    const started = this.watch?.begin();
    const failed = (error: unknown) => {
      this.ended(started, 'open', call);
      this.outcome.callFailed(call, 'open', error);
    };
    try {
      result = this.plan.calculator.open(call);
    } catch (error) {
      failed(error);
      return;
    }
    const done = (behaviour: OpenedBehaviour) => {
      this.ended(started, 'open', call);
      if (isUnusable(behaviour)) {
        const fact = `open returned ${describeResult(behaviour)}. Return an object with a process function.`;
        this.outcome.callFailed(call, 'open', new TypeError(fact));
        return;
      }
      this.behaviour = behaviour;
      if (hasMap(behaviour)) this.mapping = behaviour;
      this.needsClose = true;
      this.hasClose = behaviour.close !== undefined;
      this.ordersItself = behaviour.sourceProcessOrder !== undefined;
      this.restore(call, behaviour);
    };
    if (isPromise(result)) this.host.await(result, done, failed);
    else done(result);
  }

  private restore(call: NodeCall, behaviour: OpenedBehaviour): void {
    const state = this.host.stateOf(this.plan.name);
    if (state === undefined || behaviour.loadState === undefined) {
      this.outcome.opened(call);
      return;
    }
    let result: void | Promise<void>;
    try {
      result = behaviour.loadState(state);
    } catch (error) {
      this.outcome.callFailed(call, 'open', error);
      return;
    }
    const done = () => this.outcome.opened(call);
    if (isPromise(result)) this.host.await(result, done, error => this.outcome.callFailed(call, 'open', error));
    else done();
  }

  /** Whether it asks for a call when the graph is at rest. */
  get wantsRest(): boolean {
    return this.behaviour.atRest !== undefined;
  }

  /** Whether the engine asks it for more than calls can carry to another thread: what comes at rest, or its state. */
  get needsEngine(): boolean {
    const behaviour = this.behaviour;
    return (behaviour.atRest ?? behaviour.saveState ?? behaviour.loadState) !== undefined;
  }

  /** The call at rest. Returns whether it is still under way: then `done` or `failed` follows. */
  atRest(call: NodeCall, done: () => void, failed: (error: unknown) => void): boolean {
    call.begin('process');
    let result: void | Promise<void>;
    try {
      result = this.behaviour.atRest?.(call);
    } catch (error) {
      failed(error);
      return false;
    }
    if (isPromise(result)) {
      this.host.await(result, done, failed);
      return true;
    }
    done();
    return false;
  }

  /** The calculator's state for a checkpoint; `undefined` when it has none. */
  saveState(): unknown {
    return this.behaviour.saveState?.();
  }

  /** True: it has ended well and has nothing to say, the usual case. False: the outcome is told or will be. */
  process(call: NodeCall): boolean {
    this.calls += 1;
    call.isIdle = false;
    const started = this.watch?.begin();
    let result: ProcessResult;
    try {
      result = this.behaviour.process(call);
    } catch (error) {
      return this.threw(call, error, started);
    }
    if (result === undefined && started === undefined) return true;
    return this.returned(call, result, started);
  }

  /**
   * {@link NodeBehaviour.process} in a run that nobody watches, written out for the calls that most nodes have. As the only
   * nodes with inputs that call a calculator here are those, a graph of one kind of calculator becomes one piece of code.
   * In a watched run it is the same: see {@link WatchedBehaviour}.
   */
  processPlain(call: NodeCall): boolean {
    this.calls += 1;
    call.isIdle = false;
    let result: ProcessResult;
    try {
      result = this.behaviour.process(call);
    } catch (error) {
      return this.threw(call, error);
    }
    return result === undefined || this.returned(call, result, undefined);
  }

  /** Whether it can be called by the value of a packet alone. */
  get isMap(): boolean {
    return this.mapping !== UNOPENED;
  }

  /**
   * What it makes of the value of a packet, if it {@link NodeBehaviour.isMap}; `undefined`: nothing. Who calls it tells
   * {@link NodeBehaviour.threw} what it throws.
   */
  map(value: unknown): unknown {
    return mapped(this.mapping, value);
  }

  /** A call has thrown: tells the outcome. */
  threw(call: NodeCall, error: unknown, started?: number): false {
    this.ended(started, 'process', call);
    this.outcome.callFailed(call, 'process', error);
    return false;
  }

  private returned(call: NodeCall, result: ProcessResult, started: number | undefined): boolean {
    const { outcome } = this;
    if (isPromise(result)) {
      this.host.await(
        result,
        value => {
          this.ended(started, 'process', call);
          if (value === undefined || value === STOP) outcome.processed(call, value);
          else outcome.callFailed(call, 'process', badResult(value));
        },
        error => {
          this.ended(started, 'process', call);
          outcome.callFailed(call, 'process', error);
        },
      );
      return false;
    }
    this.ended(started, 'process', call);
    if (result === undefined) return true;
    if (result === STOP) outcome.processed(call, result);
    else outcome.callFailed(call, 'process', badResult(result));
    return false;
  }

  close(call: NodeCall, done: () => void, failed: (error: unknown) => void): void {
    call.begin('close');
    this.closes += 1;
    this.needsClose = false;
    const started = this.watch?.begin();
    const ended = () => {
      this.ended(started, 'close', call);
      done();
    };
    const broke = (error: unknown) => {
      this.ended(started, 'close', call);
      failed(error);
    };
    let result: void | Promise<void>;
    try {
      result = this.behaviour.close?.(call);
    } catch (error) {
      broke(error);
      return;
    }
    if (isPromise(result)) this.host.await(result, ended, broke);
    else ended();
  }

  /** What orders it among the sources of its layer, if it says so itself. */
  sourceProcessOrder(call: NodeCall): number | undefined {
    return this.behaviour.sourceProcessOrder?.(call);
  }

  /** After the run: lets go of the calculator's state. */
  dispose(): void {
    this.behaviour = UNOPENED;
    this.mapping = UNOPENED;
  }

  private ended(started: number | undefined, phase: CallPhase, call: NodeCall): void {
    if (started !== undefined) this.watch?.called(this.plan.index, phase, call.inputTimestamp, started);
  }
}

function hasMap(behaviour: OpenedBehaviour): behaviour is OpenedBehaviour & { map(value: unknown): unknown } {
  return behaviour.map !== undefined;
}

function isUnusable(behaviour: unknown): boolean {
  return (
    typeof behaviour !== 'object' ||
    behaviour === null ||
    !('process' in behaviour) ||
    typeof behaviour.process !== 'function'
  );
}

function describeResult(value: unknown): string {
  return value === null ? 'null' : `a ${typeof value}`;
}

function badResult(value: unknown): TypeError {
  return new TypeError(`process returned ${describeResult(value)}. Return nothing, STOP, or a promise of these.`);
}
