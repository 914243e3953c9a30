import { asError } from './as-error.ts';
import { BoundRelay } from './bound-relay.ts';
import type { NodeRuntime } from './node-runtime.ts';
import type { Scheduler } from './scheduler.ts';
import { TaskQueue } from './task-queue.ts';

/** What the loop reaches of its run. */
export interface TaskLoopHost {
  readonly failed: boolean;
  fail(error: Error): void;
  /** A source may be called. */
  runSource(node: NodeRuntime): void;
  /** Nothing is queued or running. Returns whether there are tasks now. */
  standsStill(): boolean;
  /** The loop rests. */
  rests(): void;
}

const TASKS_BETWEEN_LOOKS_AT_THE_CLOCK = 64;

/** Works off the tasks of a run, one after the other on the calling thread, in slices between which the host has its turn. */
export class TaskLoop {
  readonly bounds = new BoundRelay();
  paused = false;
  readonly #host: TaskLoopHost;
  readonly #scheduler: Scheduler;
  /** Called after each task, in tests. */
  readonly #afterStep: (() => void) | undefined;
  readonly #tasks = new TaskQueue<NodeRuntime>();
  readonly #openQueued = new Set<NodeRuntime>();
  /** Promises of calculators that have not settled. */
  #awaiting = 0;
  #state: 'new' | 'started' | 'ended' = 'new';
  #draining = false;
  #wakeRequested = false;
  #sincePause = 0;

  constructor(scheduler: Scheduler, afterStep: (() => void) | undefined, host: TaskLoopHost) {
    this.#scheduler = scheduler;
    this.#afterStep = afterStep;
    this.#host = host;
  }

  get hasEnded(): boolean {
    return this.#state === 'ended';
  }

  start(): void {
    this.#state = 'started';
    this.wake();
  }

  /** No task is taken any more. */
  end(): void {
    this.#state = 'ended';
  }

  /** The node can be opened. */
  addOpen(node: NodeRuntime): void {
    if (this.#openQueued.has(node)) return;
    this.#openQueued.add(node);
    this.#tasks.addOpen(node);
    this.wake();
  }

  /** A call waits in the node. */
  addCall(node: NodeRuntime): void {
    this.#tasks.addNode(node);
    if (!this.#draining) this.wake();
  }

  /** The source may be called. */
  addSource(node: NodeRuntime): void {
    this.#tasks.addSource(node);
    if (!this.#draining) this.wake();
  }

  /** The node's bound goes on, at once or as a task. */
  passBound(node: NodeRuntime): void {
    if (!this.bounds.pass(node) && !this.#draining) this.wake();
  }

  /** Passes a promise of a calculator on; until it settles the loop does not stand still. */
  await<T>(promise: Promise<T>, then: (value: T) => void, failed: (error: unknown) => void): void {
    this.#awaiting += 1;
    // A calculator may return any thenable; only a real promise keeps all promises.
    const native = Promise.resolve(promise);
    const settled = this.#scheduler.delay?.(native) ?? native;
    settled
      .then(
        value => {
          this.#awaiting -= 1;
          this.wake();
          then(value);
        },
        (error: unknown) => {
          this.#awaiting -= 1;
          this.wake();
          failed(error);
        },
      )
      .catch((error: unknown) => {
        // Not the calculator's error: a value's release has thrown.
        this.#host.fail(asError(error));
      });
  }

  /** Has the loop go on soon, unless it is under way. */
  wake(): void {
    if (this.#wakeRequested || this.#draining || this.#state !== 'started') return;
    this.#wakeRequested = true;
    this.#scheduler.soon(this.#drain);
  }

  readonly #drain = (): void => {
    this.#wakeRequested = false;
    if (this.#draining || this.#state === 'ended') return;
    this.#draining = true;
    this.#scheduler.beginSlice();
    let yielded = false;
    while (!this.paused) {
      const wentOn = !this.bounds.isEmpty && this.#runBound();
      const task = this.#take();
      if (task === undefined) {
        if (!wentOn && (this.#awaiting > 0 || !this.#host.standsStill())) break;
      } else this.#run(task);
      this.#sincePause += 1;
      if (this.#sincePause >= TASKS_BETWEEN_LOOKS_AT_THE_CLOCK) {
        this.#sincePause = 0;
        if (this.#scheduler.sliceIsOver()) {
          yielded = true;
          break;
        }
      }
    }
    this.#draining = false;
    if (yielded) {
      this.#wakeRequested = true;
      this.#scheduler.later(this.#drain);
    } else if (this.#awaiting === 0 && this.#tasks.size === 0 && this.bounds.isEmpty) this.#host.rests();
  };

  #take(): NodeRuntime | undefined {
    const { pick } = this.#scheduler;
    if (pick === undefined) return this.#tasks.take();
    return this.#tasks.size === 0 ? undefined : this.#tasks.takeAny(pick(this.#tasks.size));
  }

  #runBound(): boolean {
    const node = this.bounds.take();
    if (node === undefined) return false;
    this.bounds.startTask();
    if (!this.#host.failed) node.inputChanged();
    return true;
  }

  #run(node: NodeRuntime): void {
    this.bounds.startTask();
    try {
      if (node.isRunnable) node.run();
      else if (node.state === 'waiting') {
        if (!this.#host.failed) node.open();
      } else if (node.isSource) this.#host.runSource(node);
      else node.run();
    } catch (error) {
      // No calculator's error comes here: a value's release has thrown.
      this.#host.fail(asError(error));
    }
    this.#afterStep?.();
  }
}
