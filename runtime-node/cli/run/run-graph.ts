import type { Graph, RunOptions } from '../../../src/graph/index.ts';
import { drainJsonLines, feedJsonLines, type JsonSink } from './json-streams.ts';

/** A stream of JSON lines and its file (`-`: standard input or output). */
export interface JsonStream {
  readonly stream: string;
  /** As the user named it. */
  readonly file: string;
  /** Absolute, or `-`. */
  readonly path: string;
}

/** A graph that is fed from and drained into files. */
export interface FileRun {
  /** Packets read, by stream. */
  readonly read: ReadonlyMap<string, number>;
  /** Packets written, by stream. */
  written(stream: string): number;
  /** Starts the graph. Resolves when everything is read, run and written. @throws the run's error, or that of a file. */
  run(options: RunOptions): Promise<void>;
  /** Gives the files their names, or removes them. */
  finish(keep: boolean): Promise<void>;
}

/** Connects the JSON streams of a graph. Before it is started: the outputs hold it back from its first packet on. */
export async function connectFiles(
  graph: Graph,
  inputs: readonly JsonStream[],
  outputs: readonly JsonStream[],
): Promise<FileRun> {
  const read = new Map<string, number>();
  const sinks = new Map<string, JsonSink>();
  for (const { stream, path } of outputs) sinks.set(stream, await drainJsonLines(graph, stream, path));
  const feed = async ({ stream, path }: JsonStream, ended: AbortSignal): Promise<void> => {
    for await (const count of feedJsonLines(graph, stream, path, ended)) read.set(stream, count);
  };
  return {
    read,
    written: stream => sinks.get(stream)?.written ?? 0,
    async run(options) {
      // A file that fails ends the run; its error is the cause, the run's own only says that it was cancelled.
      let cause: Error | undefined;
      const fail = (reason: string, error: unknown): void => {
        cause ??= error instanceof Error ? error : new Error(String(error));
        graph.cancel(reason);
      };
      for (const sink of sinks.values()) {
        sink.drained.catch((error: unknown) => {
          fail('an output file cannot be written', error);
        });
      }
      graph.start(options);
      const ended = new AbortController();
      for (const one of inputs) {
        feed(one, ended.signal).catch((error: unknown) => {
          // A run that has failed takes no more packets: that is no fault of the file.
          if (graph.status === 'running') fail('an input file cannot be read', error);
        });
      }
      try {
        await graph.done();
        await Promise.all([...sinks.values()].map(sink => sink.drained));
      } catch (error) {
        throw cause ?? error;
      } finally {
        ended.abort();
      }
    },
    async finish(keep) {
      await Promise.all([...sinks.values()].map(sink => sink.finish(keep)));
    },
  };
}
