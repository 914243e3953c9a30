import type { Calculator, OpenedBehaviour, ProcessResult } from '../../calculator.ts';
import type { CalculatorContext, InputPort } from '../../calculator-context.ts';
import type { GraphPlan, PlanNode } from '../../config/graph-plan.ts';
import { ANY_TAG } from '../../port.ts';
import { Timestamp } from '../../timestamp.ts';
import type { LawLog } from './law-log.ts';

/** A call of a calculator that has begun and not ended. */
export interface PendingCall {
  readonly node: string;
  readonly phase: 'open' | 'process' | 'close';
  readonly timestamp: Timestamp;
}

/** What the laws of calls need to know of the run. */
export interface CallWitness {
  /** A call is about to begin; says whether the run has settled already. */
  callBegins(call: PendingCall, node: PlanNode): { readonly isOver: boolean };
  /** Whether a stream had a packet at a time; `undefined` if that is not known. */
  hadPacket(stream: number, t: Timestamp): boolean | undefined;
}

interface NodeCalls {
  opened: boolean;
  hasClose: boolean;
  opens: number;
  closes: number;
  last: Timestamp;
  running: number;
  /** By input: the packets that `process` was shown. */
  readonly seen: number[];
}

/** Policies that promise complete input sets in strictly ascending time. */
const SYNCHRONISED = new Set([
  'DefaultInputStreamHandler',
  'EarlyCloseInputStreamHandler',
  'FixedSizeInputStreamHandler',
]);
/** Policies whose packets come at other times than that of the input set. */
const RESTAMPED = new Set(['BarrierInputStreamHandler', 'TimestampAlignInputStreamHandler']);

/**
 * The laws that hold for the calls of calculators, checked inside these calls: I3 input sets are complete and ascend,
 * I5 open before process before close, I6 nothing is called after the end, I7 no input was given back yet.
 */
export class CallLaws {
  readonly #log: LawLog;
  readonly #witness: CallWitness;
  readonly #nodes: NodeCalls[];
  readonly #pending = new Set<PendingCall>();
  readonly plan: GraphPlan;

  constructor(plan: GraphPlan, log: LawLog, witness: CallWitness) {
    this.#log = log;
    this.#witness = witness;
    this.#nodes = plan.nodes.map(newCalls);
    this.plan = {
      ...plan,
      nodes: plan.nodes.map(node => ({ ...node, calculator: this.#watched(node.calculator, node) })),
    };
  }

  /** The calls that have begun and not ended. */
  get pending(): readonly PendingCall[] {
    return [...this.#pending];
  }

  /** How many packets of an input its node was shown. */
  seen(node: number, input: number): number {
    return this.#nodes[node]?.seen[input] ?? 0;
  }

  /** A new run begins. */
  reset(): void {
    for (const [i, node] of this.plan.nodes.entries()) this.#nodes[i] = newCalls(node);
    this.#pending.clear();
  }

  /** The run has settled: no call may be pending, and what was opened has been closed. */
  checkEnd(): void {
    for (const { node, phase, timestamp } of this.#pending) {
      this.#log.add('I6', `node "${node}"`, `${phase} at ${Timestamp.format(timestamp)} still runs after the end`);
    }
    for (const [i, calls] of this.#nodes.entries()) {
      if (!calls.hasClose || calls.closes > 0) continue;
      this.#log.add('I5', `node "${this.plan.nodes[i]?.name ?? ''}"`, 'was opened and never closed');
    }
  }

  #watched(calculator: Calculator, node: PlanNode): Calculator {
    return {
      ...calculator,
      check: view => calculator.check(view),
      open: ctx => {
        const { calls, end } = this.#begin('open', node, ctx);
        if (calls.opens > 0) this.#breach('I5', node, 'was opened twice');
        calls.opens += 1;
        const opened = (behaviour: OpenedBehaviour) => {
          calls.opened = true;
          calls.hasClose = isBehaviour(behaviour) && behaviour.close !== undefined;
          return this.#behaviour(behaviour, node);
        };
        return through(() => calculator.open(ctx), opened, end);
      },
    };
  }

  #behaviour(behaviour: OpenedBehaviour, node: PlanNode): OpenedBehaviour {
    // A calculator may return nonsense: the engine has to refuse it, not this.
    if (!isBehaviour(behaviour)) return behaviour;
    const watched: OpenedBehaviour = {
      process: ctx => {
        const { calls, end } = this.#begin('process', node, ctx);
        if (!calls.opened) this.#breach('I5', node, 'was called before it was opened');
        if (calls.closes > 0) this.#breach('I5', node, 'was called after it was closed');
        calls.running += 1;
        if (calls.running > node.maxInFlight) this.#breach('I3', node, `${calls.running} calls run at once`);
        this.#checkInputs(ctx, node, calls);
        return through(
          () => behaviour.process(ctx),
          (result: Awaited<ProcessResult>) => result,
          () => {
            calls.running -= 1;
            end();
          },
        );
      },
    };
    if (behaviour.sourceProcessOrder !== undefined) {
      watched.sourceProcessOrder = ctx => behaviour.sourceProcessOrder?.(ctx) ?? 0;
    }
    // A node without close is told apart by the engine: it stays without.
    if (behaviour.close === undefined) return watched;
    watched.close = ctx => {
      const { calls, end } = this.#begin('close', node, ctx);
      if (!calls.opened) this.#breach('I5', node, 'was closed and never opened');
      if (calls.closes > 0) this.#breach('I5', node, 'was closed twice');
      if (calls.running > 0) this.#breach('I5', node, 'was closed during a call');
      calls.closes += 1;
      return through(
        () => behaviour.close?.(ctx),
        (result: void) => result,
        end,
      );
    };
    return watched;
  }

  #begin(phase: PendingCall['phase'], node: PlanNode, ctx: CalculatorContext) {
    const call: PendingCall = { node: node.name, phase, timestamp: ctx.inputTimestamp };
    if (this.#witness.callBegins(call, node).isOver) this.#breach('I6', node, `${phase} is called after the end`);
    const calls = this.#nodes[node.index] ?? newCalls(node);
    this.#pending.add(call);
    return { calls, end: () => void this.#pending.delete(call) };
  }

  #checkInputs(ctx: CalculatorContext, node: PlanNode, calls: NodeCalls): void {
    if (node.inputs.length === 0) return;
    const t = ctx.inputTimestamp;
    const { name } = node.inputPolicy;
    const isSynchronised = SYNCHRONISED.has(name);
    if (isSynchronised) {
      // A stream's end is told at Max, which the last packet may have too.
      const mayRepeat = node.calculator.processTimestampBounds && t === Timestamp.Max;
      if (t < calls.last || (t === calls.last && !mayRepeat)) {
        this.#breach('I3', node, `process at ${Timestamp.format(t)} after ${Timestamp.format(calls.last)}`);
      }
      calls.last = t;
    }
    const ports = inputPorts(ctx, node);
    for (const [i, { tag, index, stream }] of node.inputs.entries()) {
      const port = ports[i];
      if (port === undefined) continue;
      const { packet } = port;
      const at = `input ${tag}:${index}`;
      if (!packet.isEmpty) {
        calls.seen[i] = (calls.seen[i] ?? 0) + 1;
        if (packet.handle?.released === true) this.#breach('I7', node, `${at} shows a value that was given back`);
        if (packet.timestamp !== t && !RESTAMPED.has(name)) {
          this.#breach(
            'I3',
            node,
            `${at} is of ${Timestamp.format(packet.timestamp)} in a set of ${Timestamp.format(t)}`,
          );
        }
      }
      if (!isSynchronised || !Timestamp.hasNext(t)) continue;
      if (packet.isEmpty && this.#witness.hadPacket(stream, t) === true) {
        this.#breach('I3', node, `${at} had a packet at ${Timestamp.format(t)}, which the input set lacks`);
      } else if (packet.isEmpty && packet.timestamp < t) {
        this.#breach('I3', node, `${at} is not settled at ${Timestamp.format(t)}`);
      }
    }
  }

  #breach(law: string, node: PlanNode, fact: string): void {
    this.#log.add(law, `node "${node.name}"`, fact);
  }
}

function newCalls(node: PlanNode): NodeCalls {
  return {
    opened: false,
    hasClose: false,
    opens: 0,
    closes: 0,
    last: Timestamp.Unset,
    running: 0,
    seen: node.inputs.map(() => 0),
  };
}

function isBehaviour(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'process' in value;
}

/** The ports of a node in the order of the plan's inputs. */
function inputPorts(ctx: CalculatorContext, { calculator, inputs }: PlanNode): readonly (InputPort | undefined)[] {
  const byTag = new Map<string, InputPort[]>();
  return inputs.map(({ tag }) => {
    const key = calculator.inputs[tag] === undefined ? ANY_TAG : tag;
    const at: unknown = (ctx.inputs as Readonly<Record<string, unknown>>)[key];
    const left = byTag.get(key) ?? (Array.isArray(at) ? [...(at as InputPort[])] : [at as InputPort]);
    byTag.set(key, left);
    return left.shift();
  });
}

/** Calls a function and passes its result on, at once or as a promise, just as it came; `end` is called after it. */
function through<A, B>(call: () => A | Promise<A>, then: (value: A) => B, end: () => void): B | Promise<B> {
  let result: A | Promise<A>;
  try {
    result = call();
  } catch (error) {
    end();
    throw error;
  }
  if (!isPromise(result)) {
    end();
    return then(result);
  }
  return Promise.resolve(result).then(
    value => {
      end();
      return then(value);
    },
    (error: unknown) => {
      end();
      throw error;
    },
  );
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
