import type { Graph } from '../src/graph/index.ts';
import type { Gate } from './gate.ts';
import type { SourceReader } from './sources/source.ts';

/** What feeds one input of a running graph. */
export interface Pump {
  readonly graph: Graph;
  readonly input: string;
  readonly reader: SourceReader;
  readonly gate: Gate;
  /** Ends the source; what is in the graph goes on. */
  readonly signal: AbortSignal;
  readonly entered: (timestampUs: number) => void;
}

/**
 * Hands the items of a source to a graph at the pace the graph takes them, until the source ends, the graph ends or the
 * signal says so. Then the input is closed. Each item is handed over or closed.
 *
 * @throws what the source threw, unless the signal was the cause.
 */
export async function pumpSource({ graph, input, reader, gate, signal, entered }: Pump): Promise<void> {
  // A source may wait for a frame that never comes.
  const stop = () => void Promise.resolve(reader.close()).catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  const unwatch = graph.onSettled(stop);
  const isOver = () => signal.aborted || graph.status !== 'running';
  try {
    while (!isOver()) {
      await gate.pass();
      const item = isOver() ? undefined : await reader.read();
      if (item === undefined) break;
      if (isOver()) {
        if ('frame' in item.value) item.value.frame.close();
        break;
      }
      entered(item.timestampUs);
      // Refused only when the run has ended, which done() tells.
      await graph.add(input, item.value, item.timestampUs).catch(() => undefined);
    }
  } catch (error) {
    if (!isOver()) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    unwatch();
    await reader.close();
    if (graph.status === 'running') graph.closeInput(input);
  }
}
