import { MillraceError } from '../../errors.ts';
import { hostMicrotask } from '../host.ts';
import type { Transfers, WorkerEnd } from './executor-port.ts';
import type { StartMessage, StartReply, WorkerReply, WorkerRequest } from './protocol.ts';
import { unpackError } from './wire-error.ts';

/** Requests to a message, unless the worker would be idle meanwhile. */
const MOST_IN_A_MESSAGE = 100;
/** Requests that a worker may have; the others wait here. */
const MOST_REQUESTS = 400;
/** Bytes of buffers that a worker may have, unless one request alone has more. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A request with all that goes along. */
export interface PackedRequest {
  /** -1: nobody waits for an answer. */
  readonly call: number;
  readonly request: WorkerRequest;
  readonly transfers: Transfers;
  readonly bytes: number;
  /** Takes back what packing has taken, when it could not be sent. */
  undo(): void;
}

/** Something that a worker is to do. */
export interface LaneJob {
  /** The run it belongs to: the end of a worker is reported once to each. */
  readonly run: object;
  readonly node: number;
  readonly isClose: boolean;
  /** Which call waits for the answer; no two calls of a pool have the same number. */
  readonly call: number;
  /** Packs the request at the moment it is sent: who else reads a value is known best then. */
  pack(): PackedRequest;
  reply(reply: WorkerReply): void;
  /** It was not sent, or the worker has ended. `first`: its run has not been told of this end yet. */
  failed(error: Error, first: boolean): void;
}

interface SentJob {
  readonly job: LaneJob;
  readonly bytes: number;
}

/** One worker of a pool: what waits for it, what it works on, and its end. */
export class WorkerLane {
  readonly #end: WorkerEnd;
  readonly #where: string;
  #state: 'starting' | 'ready' | 'ended' = 'starting';
  #reason: Error | undefined;
  readonly #told = new WeakSet();
  readonly #waiting: LaneJob[] = [];
  readonly #sent = new Map<number, SentJob>();
  #outbox: PackedRequest[] = [];
  #bytes = 0;
  #flushRequested = false;

  /** @param where - the worker as messages name it. */
  constructor(end: WorkerEnd, where: string, start: StartMessage) {
    this.#end = end;
    this.#where = where;
    end.receive(message => {
      this.#received(message);
    });
    end.ended(reason => {
      this.#ended(reason);
    });
    end.hold?.(false);
    try {
      end.post(start, []);
    } catch (error) {
      this.#ended(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Requests that wait or are worked on. */
  get load(): number {
    return this.#waiting.length + this.#sent.size;
  }

  get isOver(): boolean {
    return this.#state === 'ended';
  }

  /** Hands a job to the worker, in order. */
  add(job: LaneJob): void {
    if (this.#reason !== undefined) {
      this.#fail(job, this.#reason);
      return;
    }
    this.#waiting.push(job);
    if (this.load === 1) this.#end.hold?.(true);
    this.#pump();
  }

  /** Sends what needs no answer. */
  tell(request: WorkerRequest): void {
    if (this.#state !== 'ready') return;
    this.#outbox.push({ call: -1, request, transfers: [], bytes: 0, undo: () => undefined });
    this.#flush();
  }

  /** Takes back the jobs that were not sent and for which `isMeant` says so. */
  drop(isMeant: (job: LaneJob) => boolean): void {
    const dropped = this.#waiting.filter(isMeant);
    if (dropped.length === 0) return;
    const kept = this.#waiting.filter(job => !dropped.includes(job));
    this.#waiting.splice(0, this.#waiting.length, ...kept);
    for (const job of dropped) job.reply(['dropped', job.node, job.call]);
    this.#rest();
  }

  terminate(): void {
    if (this.#state === 'ended') return;
    this.#ended(new Error('it was closed'));
    this.#end.terminate();
  }

  /** Sends as many waiting jobs as the worker may have. */
  #pump(): void {
    if (this.#state !== 'ready') return;
    const wasIdle = this.#sent.size === 0;
    while (this.#sent.size < MOST_REQUESTS && (this.#bytes < MOST_BYTES || this.#sent.size === 0)) {
      const job = this.#waiting.shift();
      if (job === undefined) break;
      let packed: PackedRequest;
      try {
        packed = job.pack();
      } catch (error) {
        job.failed(error instanceof Error ? error : new Error(String(error)), true);
        this.#rest();
        continue;
      }
      this.#sent.set(job.call, { job, bytes: packed.bytes });
      this.#bytes += packed.bytes;
      this.#outbox.push(packed);
      if (this.#outbox.length >= MOST_IN_A_MESSAGE) this.#flush();
    }
    if (this.#outbox.length === 0 || this.#flushRequested) return;
    // An idle worker begins at once; for a busy one what comes in the same turn goes together.
    if (wasIdle) this.#flush();
    else {
      this.#flushRequested = true;
      hostMicrotask(() => {
        this.#flushRequested = false;
        this.#flush();
      });
    }
  }

  #flush(): void {
    const packed = this.#outbox;
    if (packed.length === 0 || this.#state === 'ended') return;
    this.#outbox = [];
    try {
      this.#post(packed);
    } catch {
      // Which of them cannot be cloned? Nothing was sent yet.
      for (const one of packed) this.#postAlone(one);
    }
  }

  #post(packed: readonly PackedRequest[]): void {
    this.#end.post(
      packed.map(one => one.request),
      packed.flatMap(one => one.transfers),
    );
  }

  #postAlone(packed: PackedRequest): void {
    try {
      this.#post([packed]);
    } catch (error) {
      packed.undo();
      this.#take(packed.call)?.job.failed(error instanceof Error ? error : new Error(String(error)), true);
      this.#rest();
    }
  }

  #received(message: unknown): void {
    if (this.#state === 'ended') return;
    if (this.#state === 'starting') {
      const reply = message as StartReply;
      if (reply.kind === 'ready') {
        this.#state = 'ready';
        this.#pump();
      } else {
        const cause = unpackError(reply.error);
        this.#ended(cause instanceof Error ? cause : new Error(String(cause)));
        this.#end.terminate();
      }
      return;
    }
    const replies = message as readonly WorkerReply[];
    for (const reply of replies) this.#take(reply[2])?.job.reply(reply);
    this.#rest();
    this.#pump();
  }

  #take(call: number): SentJob | undefined {
    const sent = this.#sent.get(call);
    if (sent === undefined) return undefined;
    this.#sent.delete(call);
    this.#bytes -= sent.bytes;
    return sent;
  }

  #rest(): void {
    if (this.load === 0 && this.#state !== 'ended') this.#end.hold?.(false);
  }

  #fail(job: LaneJob, reason: Error): void {
    const first = !this.#told.has(job.run);
    this.#told.add(job.run);
    job.failed(reason, first);
  }

  #ended(cause: Error): void {
    if (this.#state === 'ended') return;
    const fact =
      this.#state === 'starting' ? `did not start: ${cause.message}` : `has ended in the middle: ${cause.message}`;
    const remedy =
      this.#state === 'starting'
        ? 'Correct the modules that the worker loads.'
        : 'Look for what ends or crashes its thread, then start the graph again.';
    this.#state = 'ended';
    const reason = new MillraceError('UNAVAILABLE', `${this.#where}: ${sentence(fact)} ${remedy}`, { cause });
    this.#reason = reason;
    const jobs = [...[...this.#sent.values()].map(one => one.job), ...this.#waiting];
    this.#sent.clear();
    this.#waiting.length = 0;
    this.#outbox = [];
    for (const job of jobs) this.#fail(job, reason);
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
