import { asError } from './as-error.ts';
import { type BoundNode, BoundRelay } from './bound-relay.ts';
import { ClockLooks } from './clock-looks.ts';
import type { ReadyCall } from './ready-call.ts';
import type { Scheduler } from './scheduler.ts';
import { type TaskNode, TaskQueue } from './task-queue.ts';

/** A node as the loop sees it. */
export interface LoopNode<N> extends TaskNode<N>, BoundNode {
  /** Its turn has come: it runs the call that waits, or opens, or is called as a source. Returns the call that this leads to, if any. */
  runTask(): ReadyCall | null;
}

/** What the loop reaches of its run. */
export interface TaskLoopHost {
  readonly failed: boolean;
  fail(error: Error): void;
  /** Nothing is queued or running. Returns whether there are tasks now. @param hasRun - whether tasks ran since the last time. */
  standsStill(hasRun: boolean): boolean;
  /** The loop rests. */
  rests(): void;
}

// What the loop does. Numbers, because they are looked at for each task.
const NEW = 0;
const RESTS = 1;
/** It has asked the scheduler for its turn. */
const WOKEN = 2;
const DRAINS = 3;
const ENDED = 4;

/** Works off the tasks of a run, one after the other on the calling thread, in slices between which the host has its turn. */
export class TaskLoop<N extends LoopNode<N>> {
  readonly bounds = new BoundRelay();
  paused = false;
  private readonly host: TaskLoopHost;
  private readonly scheduler: Scheduler;
  private readonly pick: ((count: number) => number) | undefined;
  /** Called after each task, in tests. */
  private readonly afterStep: (() => void) | undefined;
  private readonly tasks = new TaskQueue<N>();
  private readonly openQueued = new Set<N>();
  /** Promises of calculators that have not settled. */
  private awaiting = 0;
  private state: typeof NEW | typeof RESTS | typeof WOKEN | typeof DRAINS | typeof ENDED = NEW;
  /** How many tasks may run before the clock is looked at. */
  private tasksLeft: number;
  private readonly looks = new ClockLooks();
  /** Whether somebody picks the tasks or is told of each. */
  private readonly isObserved: boolean;
  /** Whether {@link TaskLoop.afterStep} was called for the task that ran last. */
  private stepEnded = false;
  /** How many tasks may follow the one that runs with no look at anything but their order; none where tasks are observed. */
  private hopsLeft = 0;
  /** Whether something has happened that comes before the next call, such as an error. */
  private isInterrupted = false;
  /** Whether a task has run since the loop stood still last. */
  private hasRun = false;

  constructor(scheduler: Scheduler, afterStep: (() => void) | undefined, host: TaskLoopHost) {
    this.scheduler = scheduler;
    this.pick = scheduler.pick;
    this.afterStep = afterStep;
    this.isObserved = scheduler.pick !== undefined || afterStep !== undefined;
    this.host = host;
    this.tasksLeft = this.looks.tasks;
  }

  get hasEnded(): boolean {
    return this.state === ENDED;
  }

  start(): void {
    this.state = RESTS;
    this.wake();
  }

  /** Something has happened that comes before the next call, such as an error. */
  interrupt(): void {
    this.isInterrupted = true;
    this.hopsLeft = 0;
  }

  /** No task is taken any more. */
  end(): void {
    this.state = ENDED;
  }

  /** The node can be opened. */
  addOpen(node: N): void {
    if (this.openQueued.has(node)) return;
    this.openQueued.add(node);
    this.tasks.addOpen(node);
    this.interrupt();
    this.wake();
  }

  /** A call waits in the node. */
  addCall(node: N): void {
    this.tasks.addNode(node);
    if (this.state === RESTS) this.wake();
  }

  /** The source may be called. */
  addSource(node: N): void {
    this.tasks.addSource(node);
    if (this.state === RESTS) this.wake();
  }

  /** The node's bound goes on, at once or as a task. */
  passBound(node: N): void {
    if (this.bounds.pass(node)) return;
    this.interrupt();
    this.wake();
  }

  /** Passes a promise of a calculator on; until it settles the loop does not stand still. */
  await<T>(promise: Promise<T>, then: (value: T) => void, failed: (error: unknown) => void): void {
    this.awaiting += 1;
    // A calculator may return any thenable; only a real promise keeps all promises.
    const native = Promise.resolve(promise);
    const settled = this.scheduler.delay?.(native) ?? native;
    settled
      .then(
        value => {
          this.awaiting -= 1;
          this.wake();
          then(value);
        },
        (error: unknown) => {
          this.awaiting -= 1;
          this.wake();
          failed(error);
        },
      )
      .catch((error: unknown) => {
        this.threw(error);
      });
  }

  /** Has the loop go on soon, unless it is under way. */
  wake(): void {
    if (this.state !== RESTS) return;
    this.state = WOKEN;
    this.scheduler.soon(this.drain);
  }

  private readonly drain = (): void => {
    if (this.state !== WOKEN) return;
    this.state = DRAINS;
    this.scheduler.beginSlice();
    this.looks.beginSlice();
    const { pick } = this;
    const tasks = this.tasks;
    let yielded = false;
    while (!this.paused) {
      const wentOn = !this.bounds.isEmpty && this.runBound();
      const node = pick === undefined ? tasks.take() : this.takePicked(pick);
      if (node === undefined) {
        if (!wentOn && (this.awaiting > 0 || !this.standsStill())) break;
      } else this.run(node);
      this.tasksLeft -= 1;
      if (this.tasksLeft <= 0) {
        yielded = this.scheduler.sliceIsOver();
        this.looks.looked(yielded);
        this.tasksLeft = this.looks.tasks;
        if (yielded) break;
      }
    }
    if (yielded && this.isDraining) {
      this.state = WOKEN;
      this.scheduler.later(this.drain);
      return;
    }
    if (this.isDraining) this.state = RESTS;
    if (this.awaiting === 0 && this.tasks.size === 0 && this.bounds.isEmpty) this.host.rests();
  };

  /**
   * Runs the task of a node, and what follows it anyway: the call that a task leaves is run right now, as a task of its own,
   * while it comes first by the rules, else queued; then it is the turn of the sources, if nothing else waits.
   *
   * This is where a graph spends its time. What is called most often has to be called in here, or the compiler does not put
   * it in place.
   */
  private runFrom(first: N): void {
    let node: N | null = first;
    while (node !== null) {
      let left = node.runTask();
      while (left !== null) {
        if (this.hopsLeft > 0 ? !this.tasks.isFirst(left.index) : !this.observedIsNext(left)) {
          left.enqueue();
          break;
        }
        this.hopsLeft -= 1;
        this.bounds.startTask();
        left = left.run();
      }
      node = this.nextSource();
    }
  }

  /** Takes the next source, if no other task comes before it, to be called right now. */
  private nextSource(): N | null {
    const source = this.hopsLeft > 0 ? this.tasks.takeSource() : null;
    if (source === null) return null;
    this.hopsLeft -= 1;
    this.bounds.startTask();
    return source;
  }

  // Behind a getter, or the compiler would take it that a task cannot end the loop.
  private get isDraining(): boolean {
    return this.state === DRAINS;
  }

  /** Whether a call is the next task, where each task is told of, and a scheduler that picks is asked as if it were queued. */
  private observedIsNext(call: ReadyCall): boolean {
    if (!this.isObserved) return false;
    this.endStep();
    if (this.isInterrupted || this.tasksLeft <= 1) return false;
    const { pick, tasks } = this;
    const isNext = pick === undefined ? tasks.isFirst(call.index) : tasks.size === 0 && pick(1) === 0;
    if (!isNext) return false;
    this.stepEnded = false;
    this.tasksLeft -= 1;
    return true;
  }

  private takePicked(pick: (count: number) => number): N | undefined {
    return this.tasks.size === 0 ? undefined : this.tasks.takeAny(pick(this.tasks.size));
  }

  private runBound(): boolean {
    const node = this.bounds.take();
    if (node === undefined) return false;
    this.bounds.startTask();
    if (!this.host.failed) {
      try {
        node.inputChanged();
      } catch (error) {
        this.threw(error);
      }
    }
    return true;
  }

  private standsStill(): boolean {
    const hasRun = this.hasRun;
    this.hasRun = false;
    return this.host.standsStill(hasRun);
  }

  private run(node: N): void {
    this.hasRun = true;
    const hops = this.isObserved ? 0 : this.tasksLeft - 1;
    this.hopsLeft = hops;
    this.isInterrupted = false;
    if (!this.bounds.isEmpty) this.interrupt();
    this.stepEnded = false;
    this.bounds.startTask();
    try {
      this.runFrom(node);
    } catch (error) {
      this.threw(error);
    }
    if (!this.isObserved) this.tasksLeft -= hops - this.hopsLeft;
    this.endStep();
  }

  /** No calculator's error comes here: a value's release has thrown. */
  private threw(error: unknown): void {
    this.host.fail(asError(error));
  }

  private endStep(): void {
    if (this.stepEnded) return;
    this.stepEnded = true;
    this.afterStep?.();
  }
}
