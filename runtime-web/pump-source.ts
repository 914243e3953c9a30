import type { Graph } from '../src/graph/index.ts';
import type { Gate } from './gate.ts';
import type { PassThrough } from './pass/pass-through.ts';
import type { SourceItem, SourceReader } from './sources/source.ts';

/** What feeds one input of a running graph. */
export interface Pump {
  readonly graph: Graph;
  readonly input: string;
  readonly reader: SourceReader;
  /** Of a live source only the newest frame counts. */
  readonly live: boolean;
  readonly gate: Gate;
  /** Ends the source; what is in the graph goes on. */
  readonly signal: AbortSignal;
  /** A frame was read. */
  readonly entered: (timestampUs: number) => void;
  /** A frame gave way to a newer one before it reached the graph. */
  readonly skipped: () => void;
  /** Lets frames pass by the graph; absent where they may not. */
  readonly pass?: PassThrough | undefined;
}

/**
 * Hands the items of a source to a graph at the pace the graph takes them, until the source ends, the graph ends or the
 * signal says so. Then the input is closed. Each item is handed over or closed.
 *
 * Frames of a live source that piled up while the page was busy give way to the newest one, so that what is shown is never
 * older than need be; they are told by `skipped`. Sound is never skipped. While the gate is shut one item is held in front
 * of it, and nothing goes in.
 *
 * @throws what the source threw, unless the signal was the cause.
 */
export async function pumpSource(pump: Pump): Promise<void> {
  const { graph, input, reader, gate, signal, entered } = pump;
  // A source may wait for a frame that never comes.
  const stop = () => void Promise.resolve(reader.close()).catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  const unwatch = graph.onSettled(stop);
  const isOver = () => signal.aborted || graph.status !== 'running';
  const reading = readAhead(reader);
  try {
    while (!isOver()) {
      let item = await reading.next();
      if (item === undefined) break;
      await gate.pass();
      if (pump.live && 'frame' in item.value && !isOver()) item = await newest(item, reading, pump);
      if (isOver()) {
        drop(item);
        break;
      }
      entered(item.timestampUs);
      const { timestampUs, value } = item;
      // Refused only when the run has ended, which done() tells; the engine closes what it refuses.
      const add = (one: SourceItem['value']) => graph.add(input, one, timestampUs).catch(() => undefined);
      if (pump.pass !== undefined && 'frame' in value) await pump.pass.send(timestampUs, value, add);
      else await add(value);
    }
  } catch (error) {
    if (!isOver()) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    unwatch();
    // Before the reader is closed: what a read brings that is cut off, or whose reader does not close, is closed too.
    const emptied = reading.end();
    await reader.close();
    await emptied;
    await pump.pass?.entered();
    if (graph.status === 'running') graph.closeInput(input);
  }
}

/** A reader that may be looked at without waiting. */
interface ReadAhead {
  next(): Promise<SourceItem | undefined>;
  /** The next item if it comes within so many milliseconds; `undefined` if not, then it waits for `next`. */
  within(milliseconds: number): Promise<SourceItem | undefined>;
  /** Closes what was read and nobody took. */
  end(): Promise<void>;
}

function readAhead(reader: SourceReader): ReadAhead {
  let pending: Promise<SourceItem | undefined> | undefined;
  let ready: { readonly item: SourceItem | undefined } | undefined;
  const begin = () => {
    pending ??= reader.read().then(item => {
      ready = { item };
      return item;
    });
    // A fault is told by `next`.
    pending.catch(() => undefined);
    return pending;
  };
  const take = () => {
    pending = undefined;
    ready = undefined;
  };
  return {
    async next() {
      const item = await begin();
      take();
      return item;
    },
    async within(milliseconds) {
      begin().catch(() => undefined);
      for (const end = performance.now() + milliseconds; ready === undefined && performance.now() < end; ) await turn();
      if (ready?.item === undefined) return undefined;
      const { item } = ready;
      take();
      return item;
    },
    async end() {
      const item = await pending?.catch(() => undefined);
      if (item !== undefined) drop(item);
    },
  };
}

/** How long a look for a newer frame takes, in milliseconds: a hop to another thread and back. */
const LOOK_MS = 1;

async function newest(item: SourceItem, reading: ReadAhead, { entered, skipped }: Pump): Promise<SourceItem> {
  for (;;) {
    const newer = await reading.within(LOOK_MS);
    if (newer === undefined) return item;
    entered(item.timestampUs);
    skipped();
    drop(item);
    item = newer;
  }
}

function drop({ value }: SourceItem): void {
  if ('frame' in value) value.frame.close();
}

/** One turn of the event loop; a timer would take four milliseconds. */
function turn(): Promise<void> {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
