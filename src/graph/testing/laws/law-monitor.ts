import type { GraphPlan, PlanNode } from '../../config/graph-plan.ts';
import { afterEachStep, type LiveRun, liveRun } from '../../engine/debug-view.ts';
import type { Graph } from '../../engine/graph.ts';
import { GraphRunError } from '../../errors.ts';
import { AuditedHandles } from './audited-handles.ts';
import { CallLaws, type CallWitness, type PendingCall } from './call-laws.ts';
import { LawLog } from './law-log.ts';
import { StepLaws } from './step-laws.ts';
import { StreamLaws } from './stream-laws.ts';

/**
 * Watches a graph for breaches of the laws I1 to I11 from all sides: the state after every task, every stream, every
 * call, every value, and how the run settles. Make the graph from {@link LawMonitor.plan} with
 * {@link LawMonitor.handles} and {@link LawMonitor.onError}, then attach it.
 */
export class LawMonitor implements CallWitness {
  readonly log = new LawLog();
  readonly handles = new AuditedHandles(this.log);
  /** The plan with calculators that are watched. */
  readonly plan: GraphPlan;
  /** To be given to the graph. */
  readonly onError = (error: Error): void => {
    this.#arrived();
    this.#errors.push(error);
  };
  /** Called after every task, with the number of tasks so far. */
  onStep: ((steps: number) => void) | undefined;
  /** Called before every call of a calculator. */
  onCall: ((call: PendingCall) => void) | undefined;
  readonly #given: GraphPlan;
  readonly #calls: CallLaws;
  #steps: StepLaws | undefined;
  #streams: StreamLaws | undefined;
  #graph: Graph | undefined;
  #run: LiveRun | undefined;
  #stepCount = 0;
  #settled = 0;
  #errors: Error[] = [];
  #outcome: { readonly error: unknown } | undefined;

  constructor(plan: GraphPlan) {
    this.#given = plan;
    this.#calls = new CallLaws(plan, this.log, this);
    this.plan = this.#calls.plan;
  }

  /** The calls that have begun and not ended. */
  get pending(): readonly PendingCall[] {
    return this.#calls.pending;
  }

  /** Begins to watch a graph that was made from this monitor. */
  attach(graph: Graph): void {
    this.#graph = graph;
    this.#streams = new StreamLaws(this.#given, graph, this.log, () => {
      this.#arrived();
    });
    afterEachStep(graph, () => {
      this.#arrived();
      this.#stepCount += 1;
      this.#steps?.check();
      this.onStep?.(this.#stepCount);
    });
  }

  /** Checks how the last run has ended; what came before was checked when it happened. */
  checkEnd(): void {
    const status = this.#graph?.status;
    if (this.#settled !== 1) this.log.add('I8', 'the run', `has told its end ${this.#settled} times`);
    const outcome = this.#outcome;
    if (outcome !== undefined && (status === 'done') !== (outcome.error === undefined)) {
      const verb = outcome.error === undefined ? 'resolved' : 'rejected';
      this.log.add('I8', 'the run', `is ${String(status)} and its promise has ${verb}`);
    }
  }

  /** Takes everything off the graph. */
  detach(): void {
    this.#streams?.stop();
    if (this.#graph !== undefined) afterEachStep(this.#graph, undefined);
  }

  callBegins(call: PendingCall, node: PlanNode): { readonly isOver: boolean } {
    this.#arrived();
    this.onCall?.(call);
    const graph = this.#graph;
    if (call.phase === 'process' && node.inputs.length === 0) this.#steps?.sourceRuns(node.index);
    const status = graph?.status;
    return { isOver: status !== 'running' && status !== 'idle' && this.#settled > 0 };
  }

  hadPacket(stream: number, t: number): boolean | undefined {
    return this.#streams?.had(stream, t);
  }

  /** Something happens: in a run that was not seen yet, everything starts anew. */
  #arrived(): void {
    const graph = this.#graph;
    if (graph === undefined) return;
    const run = liveRun(graph);
    if (run === undefined || run === this.#run) return;
    this.#run = run;
    this.#stepCount = 0;
    this.#settled = 0;
    this.#errors = [];
    this.#outcome = undefined;
    this.#steps = new StepLaws(this.#given, run, this.log);
    this.#streams?.reset();
    this.#calls.reset();
    graph.onSettled(() => {
      this.#settled += 1;
      this.#steps?.checkEnd();
      this.#calls.checkEnd();
      this.handles.checkEnd();
      if (run.status === 'done') this.#checkDelivered(run);
    });
    const errors = this.#errors;
    const outcome = (error?: unknown) => {
      this.#outcome = { error };
      this.#checkErrors(run.errors.list, errors, error);
    };
    graph.done().then(() => {
      outcome();
    }, outcome);
  }

  /** The first error is the primary one, the others are kept, in their order (I9). */
  #checkErrors(kept: readonly Error[], told: readonly Error[], thrown: unknown): void {
    if (kept.length !== told.length || kept.some((error, i) => error !== told[i])) {
      this.log.add('I9', 'the run', 'keeps other errors than those it has told');
    }
    const [first] = told;
    const all = thrown instanceof GraphRunError ? thrown.errors : [thrown];
    if (first !== undefined && (all[0] !== first || all.length !== told.length)) {
      this.log.add('I9', 'the run', 'has rejected with another error than the first, or has lost some');
    }
  }

  /** What the queues call taken was shown to the nodes. */
  #checkDelivered(run: LiveRun): void {
    for (const [i, node] of run.nodes.entries()) {
      for (const [j, queue] of node.queues.entries()) {
        const seen = this.#calls.seen(i, j);
        if (seen === queue.taken) continue;
        const where = `node "${node.nodeName}", stream "${queue.stream}"`;
        this.log.add('I10', where, `${queue.taken} packets were taken and ${seen} were seen`);
      }
    }
  }
}
