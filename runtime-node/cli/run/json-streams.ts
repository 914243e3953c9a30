import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { Graph } from '../../../src/graph/index.ts';
import { readJsonLines, toJsonLine } from '../json-lines.ts';

/**
 * Feeds a graph input from a file of JSON lines (`-`: standard input) at the pace the graph takes it, then closes it.
 * Yields the number of packets so far. `ended` closes the file, also one that has nothing to say yet.
 */
export async function* feedJsonLines(
  graph: Graph,
  stream: string,
  file: string,
  ended: AbortSignal,
): AsyncGenerator<number> {
  let read = 0;
  const source = file === '-' ? process.stdin : createReadStream(file);
  ended.addEventListener('abort', () => source.destroy(), { once: true });
  try {
    for await (const { ts, value } of readJsonLines(file, source)) {
      await graph.add(stream, value, ts);
      read += 1;
      yield read;
    }
  } finally {
    source.destroy();
  }
  graph.closeInput(stream);
}

/** A stream that is being written. */
export interface JsonSink {
  /** Packets written so far. */
  readonly written: number;
  /** Resolves when the stream has ended and everything is written, under a temporary name unless it is standard output. */
  readonly drained: Promise<void>;
  /** Gives the file its name, or removes it. */
  finish(keep: boolean): Promise<void>;
}

/** Writes a stream to a file of JSON lines (`-`: standard output), holding the graph back when the file is slower. */
export async function drainJsonLines(graph: Graph, stream: string, file: string): Promise<JsonSink> {
  const poller = graph.poll(stream, { maxQueueSize: 100 });
  const partial = `${file}.partial`;
  const handle: FileHandle | undefined = file === '-' ? undefined : await open(partial, 'w');
  let written = 0;
  const drain = async (): Promise<void> => {
    try {
      for (let packet = await poller.next(); packet !== undefined; packet = await poller.next()) {
        const line = `${toJsonLine(packet.timestamp, packet.value)}\n`;
        if (handle === undefined) process.stdout.write(line);
        else await handle.write(line);
        written += 1;
      }
    } finally {
      poller.close();
      await handle?.close();
    }
  };
  const drained = drain();
  // Looked at when the run is over; until then a failure must not count as unhandled.
  drained.catch(() => undefined);
  return {
    drained,
    get written() {
      return written;
    },
    async finish(keep) {
      // Closed here too: a run that was given up would leave it waiting.
      poller.close();
      await drained.catch(() => undefined);
      if (handle === undefined) return;
      if (keep) await rename(partial, file);
      else await rm(partial, { force: true });
    },
  };
}
