import type { Graph } from '../../../src/graph/index.ts';
import { UsageError } from '../usage-error.ts';
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
  run(sidePackets: Readonly<Record<string, unknown>>): Promise<void>;
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
  const feed = async ({ stream, path }: JsonStream): Promise<void> => {
    for await (const count of feedJsonLines(graph, stream, path)) read.set(stream, count);
  };
  return {
    read,
    written: stream => sinks.get(stream)?.written ?? 0,
    async run(sidePackets) {
      graph.start({ sidePackets });
      try {
        await Promise.all(inputs.map(feed));
      } catch (error) {
        // Either the file is at fault, or the run failed and takes no more packets: then its own error says why.
        graph.cancel('an input file cannot be read');
        const ended = await graph.done().then(
          () => error,
          (failure: unknown) => failure,
        );
        throw error instanceof UsageError ? error : ended;
      }
      await graph.done();
      await Promise.all([...sinks.values()].map(sink => sink.drained));
    },
    async finish(keep) {
      await Promise.all([...sinks.values()].map(sink => sink.finish(keep)));
    },
  };
}
