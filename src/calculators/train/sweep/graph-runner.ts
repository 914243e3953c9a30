import { defineService, type Service } from '../../../graph/index.ts';

/** One run of a graph inside of another. */
export interface NestedRun {
  /** Options of the graph; each must be one that it declares. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly sidePackets: Readonly<Record<string, unknown>>;
  /** The output streams whose last values are wanted. Of plain values: nothing is retained. */
  readonly outputs: readonly string[];
  /** Calls back when the run shall end. Returns the function that takes the callback back. */
  onStop(callback: () => void): () => void;
}

/** A graph that was read and can be run, again and again. */
export interface NestedGraph {
  /**
   * Runs the graph from beginning to end on its own clock.
   *
   * @returns the last value of each wanted stream, `undefined` for one without; or `undefined` for a run that was stopped.
   * @throws GraphConfigError for options that the graph refuses; the error of the run.
   */
  run(setup: NestedRun): Promise<readonly unknown[] | undefined>;
}

/** Runs graphs inside of graphs. */
export interface GraphRunner {
  /** Reads a graph file beside that of the graph. @throws MillraceError when it cannot be read or runs itself. */
  open(file: string): Promise<NestedGraph>;
}

/** The service that runs graphs inside of graphs. The runtime gives it. */
export const graphRunnerService: Service<GraphRunner> = defineService<GraphRunner>({
  key: 'graph_runner',
  description: 'Reads the graph files beside the graph and runs them',
});
