import type { GraphPlan } from '../config/graph-plan.ts';
import { GraphClosedError, MillraceError } from '../errors.ts';
import type { Packet } from '../packet.ts';
import { Timestamp } from '../timestamp.ts';
import type { TimestampPolicy } from '../timestamp-policy.ts';
import { asError } from './as-error.ts';
import type { Deferred } from './deferred.ts';
import type { InputAddMode } from './graph.ts';
import type { GraphInputStats } from './graph-stats.ts';
import { inputProblem } from './input-problem.ts';
import { InputTimestamps } from './input-timestamps.ts';
import type { OutputStream } from './output-stream.ts';
import { refused } from './refused.ts';
import { rejected } from './rejected.ts';
import type { RunErrors } from './run-errors.ts';
import type { Throttle } from './throttle.ts';

/** What the inputs reach of their run. */
export interface GraphInputsHost {
  readonly errors: RunErrors;
  readonly isOver: boolean;
  fail(error: Error): void;
  /** Something was sent: the tasks it has made shall run. */
  wake(): void;
}

interface WaitingAdd extends Deferred {
  readonly packet: Packet;
}

const DONE = Promise.resolve();

/** The graph's input streams in one run: what the caller adds, what waits for room, and which are open. */
export class GraphInputs {
  readonly #plan: GraphPlan;
  readonly #streams: readonly OutputStream[];
  readonly #throttle: Throttle;
  readonly #host: GraphInputsHost;
  readonly #isOpen: boolean[];
  readonly #waiting: WaitingAdd[][];
  /** What becomes of bad timestamps; `undefined`: the run fails. */
  readonly #timestamps: readonly (InputTimestamps | undefined)[];
  readonly #policies: readonly TimestampPolicy[];
  #open: number;
  /** Whether an input is sending: what observers of it add at that moment waits, or readers would see it first. */
  #sending = false;
  readonly #later: (() => void)[] = [];

  /** @param policies - by input: what takes the place of the plan's timestamp policy. */
  constructor(
    plan: GraphPlan,
    streams: readonly OutputStream[],
    throttle: Throttle,
    policies: ReadonlyMap<number, TimestampPolicy>,
    host: GraphInputsHost,
  ) {
    this.#plan = plan;
    this.#policies = plan.inputs.map((input, i) => policies.get(i) ?? input.timestampPolicy ?? 'error');
    this.#timestamps = this.#policies.map(policy => (policy === 'error' ? undefined : new InputTimestamps(policy)));
    this.#streams = streams;
    this.#throttle = throttle;
    this.#host = host;
    this.#isOpen = plan.inputs.map(() => true);
    this.#waiting = plan.inputs.map(() => []);
    this.#open = plan.inputs.length;
  }

  /** Whether no input is open or has something to add. */
  get allClosed(): boolean {
    return this.#open === 0;
  }

  /** Whether somebody waits to add to an input that is full. */
  get anyWaiting(): boolean {
    return this.#waiting.some(adds => adds.length > 0);
  }

  /** Takes a packet (and its reference) for an input. Resolves when it is in; rejects when it is not taken. Never throws. */
  add(input: number, packet: Packet, mode: InputAddMode): Promise<void> {
    if (this.#sending) {
      return new Promise<void>((resolve, reject) => {
        this.#later.push(() => {
          this.add(input, packet, mode).then(resolve, reject);
        });
      });
    }
    const refusal = this.#refusal(input);
    if (refusal !== undefined) return refuse(packet, refusal);
    const waiting = this.#waiting[input];
    if (this.#throttle.isInputThrottled(input) || (waiting !== undefined && waiting.length > 0)) {
      if (mode === 'fail-if-full') {
        const fact = `stream "${this.#name(input)}": Graph is throttled. Wait for room: await each add, or drop the packet.`;
        return refuse(packet, new MillraceError('UNAVAILABLE', fact));
      }
      this.#host.wake();
      const added = new Promise<void>((resolve, reject) => {
        waiting?.push({ packet, resolve, reject });
      });
      added.catch(() => undefined);
      return added;
    }
    const problem = this.#sendPacket(input, packet);
    return problem === undefined ? DONE : rejected(problem);
  }

  /** No packet below `bound` will be added. @throws MillraceError for what is no bound; the run fails with it. */
  setBound(input: number, bound: Timestamp): void {
    if (this.#sending) {
      this.#later.push(() => {
        this.setBound(input, bound);
      });
      return;
    }
    const stream = this.#stream(input);
    if (stream.closed) return;
    const timestamps = this.#timestamps[input];
    if (timestamps !== undefined) {
      const admitted = timestamps.admitBound(bound, stream.bound);
      if (admitted !== undefined) this.#sendBound(stream, admitted);
      return;
    }
    if (!Timestamp.isAllowedInStream(bound) && bound !== Timestamp.OneOverPostStream) {
      const error = new MillraceError(
        'INVALID_ARGUMENT',
        `stream "${stream.name}": ${Timestamp.format(bound)} cannot be a timestamp bound. Use a timestamp that a packet may have, or Timestamp.OneOverPostStream.`,
      );
      this.#host.fail(error);
      throw error;
    }
    this.#sendBound(stream, bound);
  }

  #sendBound(stream: OutputStream, bound: Timestamp): void {
    this.#send(() => {
      stream.propagateBound(bound);
    });
  }

  /** Ends an input, behind what waits to be added. Idempotent. */
  close(input: number): void {
    if (this.#sending) {
      this.#later.push(() => {
        this.close(input);
      });
      return;
    }
    if (this.#isOpen[input] !== true) return;
    this.#isOpen[input] = false;
    const waiting = this.#waiting[input];
    const last = waiting?.[waiting.length - 1];
    if (waiting === undefined || last === undefined) {
      this.#open -= 1;
      this.#closeStream(input);
      return;
    }
    waiting[waiting.length - 1] = {
      packet: last.packet,
      reject: error => {
        this.#open -= 1;
        last.reject(error);
      },
      resolve: () => {
        this.#open -= 1;
        this.#closeStream(input);
        last.resolve();
      },
    };
  }

  /** Ends all inputs. */
  closeAll(): void {
    for (let input = 0; input < this.#isOpen.length; input += 1) this.close(input);
  }

  /** What became of bad timestamps. */
  stats(): readonly GraphInputStats[] {
    return this.#plan.inputs.map(({ name }, i) => {
      const { dropped = 0, clamped = 0, rebased = 0 } = this.#timestamps[i] ?? {};
      return { stream: name, policy: this.#policies[i] ?? 'error', dropped, clamped, rebased };
    });
  }

  /** There is room again: what waits goes in. */
  unthrottled(input: number): void {
    if (this.#sending) {
      this.#later.push(() => {
        this.unthrottled(input);
      });
      return;
    }
    const waiting = this.#waiting[input];
    while (waiting !== undefined && waiting.length > 0 && !this.#throttle.isInputThrottled(input)) {
      const add = waiting.shift();
      if (add === undefined) break;
      this.#sendPacket(input, add.packet);
      const { errors } = this.#host;
      if (errors.any) add.reject(errors.combined);
      else add.resolve();
    }
  }

  /** The run has failed or is over: nothing that waits goes in any more. */
  rejectWaiting(): void {
    for (const waiting of this.#waiting) {
      for (const add of waiting.splice(0)) {
        this.#giveBack(add.packet);
        add.reject(this.#host.errors.combined);
      }
    }
  }

  #refusal(input: number): Error | undefined {
    const { errors, isOver } = this.#host;
    if (errors.any) return errors.combined;
    if (!isOver && this.#isOpen[input] === true) return undefined;
    return new GraphClosedError(
      `stream "${this.#name(input)}": a packet was added after the stream had closed. Add before closeInput.`,
    );
  }

  #sendPacket(input: number, given: Packet): Error | undefined {
    const stream = this.#stream(input);
    if (given.value === undefined) {
      this.setBound(input, Timestamp.next(given.timestamp));
      return undefined;
    }
    const timestamps = this.#timestamps[input];
    const timestamp = timestamps === undefined ? given.timestamp : timestamps.admit(given.timestamp, stream.bound);
    if (timestamp === undefined) return this.#giveBack(given);
    const packet = given.at(timestamp);
    const problem = inputProblem(stream, packet);
    if (problem !== undefined) {
      this.#giveBack(packet);
      this.#host.fail(problem);
      return problem;
    }
    return this.#send(() => {
      if (Timestamp.hasNext(packet.timestamp)) stream.propagateOne(packet)?.enqueue();
      else {
        stream.propagate(Timestamp.next(packet.timestamp), [packet]);
        packet.handle?.release();
      }
    });
  }

  #closeStream(input: number): void {
    this.#send(() => {
      this.#stream(input).close();
    });
  }

  /**
   * Has an input send, and then what observers wanted to send meanwhile. Where a reader cannot give a value back, the run
   * fails, and what comes later is told.
   */
  #send(send: () => void): Error | undefined {
    this.#sending = true;
    const problem = this.#attempt(send);
    this.#sending = false;
    for (let next = this.#later.shift(); next !== undefined; next = this.#later.shift()) next();
    this.#host.wake();
    return problem;
  }

  /** A packet that is not sent. */
  #giveBack(packet: Packet): Error | undefined {
    return this.#attempt(() => {
      packet.handle?.release();
    });
  }

  /** Does what may throw because a value's release does: the run fails then. Returns the error. */
  #attempt(step: () => void): Error | undefined {
    try {
      step();
      return undefined;
    } catch (thrown) {
      const error = asError(thrown);
      this.#host.fail(error);
      return error;
    }
  }

  #name(input: number): string {
    return this.#plan.inputs[input]?.name ?? '';
  }

  #stream(input: number): OutputStream {
    const stream = this.#streams[this.#plan.inputs[input]?.slot ?? -1];
    if (stream === undefined) throw new RangeError(`graph: the plan has no input ${input}.`);
    return stream;
  }
}

function refuse(packet: Packet, error: Error): Promise<never> {
  return refused(error, () => packet.handle?.release());
}
