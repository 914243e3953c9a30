import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGraph, createRegistry, defineCalculator, parseGraph, planGraph, required } from '../src/graph/index.ts';
import { pageFrame } from './frames/page-frame.ts';
import { createGate } from './gate.ts';
import { pumpSource } from './pump-source.ts';
import type { SourceItem, SourceReader } from './sources/source.ts';

/** Stands for the browser's frames and counts those that are open. */
class CountedFrame {
  static open = 0;
  #isOpen = true;
  constructor() {
    CountedFrame.open += 1;
  }
  close(): void {
    if (!this.#isOpen) throw new Error('a frame was closed twice');
    this.#isOpen = false;
    CountedFrame.open -= 1;
  }
}

beforeEach(() => {
  CountedFrame.open = 0;
  vi.stubGlobal('VideoFrame', CountedFrame);
  // A quarter of a millisecond passes with every look at the clock.
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 0.25));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Lets everything run that waits for no more than promises and one turn of the event loop. */
const turn = () =>
  new Promise<void>(resolve => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });

const steps = async (count: number) => {
  for (let i = 0; i < count; i += 1) await (i % 4 === 3 ? turn() : Promise.resolve());
};

/** Takes frames and thinks a few steps about each. */
const thinks = defineCalculator({
  name: 'ThinksCalculator',
  summary: 'Takes frames.',
  inputs: { FRAME: required(pageFrame, 'frames') },
  outputs: {},
  open: () => ({ process: () => steps(5) }),
});

function startGraph() {
  const text = '{input_stream: in, node: {calculator: ThinksCalculator, input_stream: "FRAME:in"}}';
  const graph = createGraph(planGraph(parseGraph(text), { registry: createRegistry([thinks]) }));
  graph.setInputMaxQueueSize('in', 1);
  graph.start();
  return graph;
}

const item = (time: number): SourceItem => ({
  timestampUs: time,
  value: { frame: new CountedFrame() as unknown as VideoFrame },
});

/** A reader that makes a frame a few steps after it is asked; `late`: also when it was closed meanwhile. */
function readsSlowly(pause: number, late: boolean, count = 12): SourceReader & { readonly closed: boolean } {
  let time = 0;
  let closed = false;
  return {
    label: 'slow',
    get closed() {
      return closed;
    },
    async read() {
      await steps(pause);
      if ((closed && !late) || time >= count) return undefined;
      time += 1;
      return item(time);
    },
    close() {
      closed = true;
    },
  };
}

describe.each([true, false])('a pump (of a live source: %s)', live => {
  const pumping = (
    reader: SourceReader,
    graph: ReturnType<typeof startGraph>,
    signal: AbortSignal,
    gate = createGate(),
  ) => {
    const counts = { entered: 0, skipped: 0 };
    const entered = () => {
      counts.entered += 1;
    };
    const skipped = () => {
      counts.skipped += 1;
    };
    return { counts, done: pumpSource({ graph, input: 'in', reader, live, gate, signal, entered, skipped }) };
  };

  it.each([0, 3])('leaves no frame open wherever it is cut off (a read takes %i steps)', async pause => {
    for (const late of [false, true]) {
      for (const end of ['signal', 'cancel', 'close'] as const) {
        for (let at = 0; at < 20; at += 1) {
          const graph = startGraph();
          const stop = new AbortController();
          const reader = readsSlowly(pause, late);
          const { done } = pumping(reader, graph, stop.signal);
          await steps(at);
          if (end === 'signal') stop.abort(new Error('enough'));
          else if (end === 'cancel') graph.cancel('enough');
          else graph.closeAllPacketSources();
          await done;
          if (graph.status === 'running') graph.closeAllPacketSources();
          await graph.done().catch(() => undefined);
          expect({ late, end, at, open: CountedFrame.open, closed: reader.closed }).toMatchObject({
            open: 0,
            closed: true,
          });
        }
      }
    }
  });

  it('leaves no frame open when a read fails, or the reader does not close', async () => {
    for (const fault of ['read', 'close'] as const) {
      const graph = startGraph();
      const slow = readsSlowly(2, true);
      let reads = 0;
      const reader: SourceReader = {
        label: 'bad',
        read: () => (++reads === 4 && fault === 'read' ? Promise.reject(new Error('no more')) : slow.read()),
        close: () => (fault === 'close' ? Promise.reject(new Error('stuck')) : slow.close()),
      };
      const stop = new AbortController();
      const { done } = pumping(reader, graph, stop.signal);
      const outcome = done.then(
        () => 'done',
        (error: unknown) => (error instanceof Error ? error.message : error),
      );
      if (fault === 'close') {
        await steps(9);
        stop.abort(new Error('enough'));
      }
      expect(await outcome).toBe(fault === 'read' ? 'no more' : 'stuck');
      await steps(12);
      graph.cancel('over');
      await graph.done().catch(() => undefined);
      expect(CountedFrame.open).toBe(0);
    }
  });

  it('hands over nothing while the gate is shut, one item for a step, and closes what it held', async () => {
    const graph = startGraph();
    const stop = new AbortController();
    const gate = createGate();
    gate.shut();
    // Frames come by hand, so that none is skipped.
    const asked: ((one: SourceItem | undefined) => void)[] = [];
    const reader: SourceReader = {
      label: 'by hand',
      read: () => new Promise(resolve => asked.push(resolve)),
      close: () => asked.shift()?.(undefined),
    };
    const { counts, done } = pumping(reader, graph, stop.signal, gate);
    asked.shift()?.(item(1));
    await steps(40);
    expect(counts).toEqual({ entered: 0, skipped: 0 });
    gate.letOne();
    await vi.waitUntil(() => counts.entered === 1);
    await vi.waitUntil(() => asked.length === 1);
    asked.shift()?.(item(2));
    await steps(40);
    expect([counts.entered, CountedFrame.open]).toEqual([1, 1]);
    stop.abort(new Error('enough'));
    gate.open();
    await done;
    graph.cancel('over');
    await graph.done().catch(() => undefined);
    expect([counts.entered, CountedFrame.open]).toEqual([1, 0]);
  });
});
