import { type Graph, ResourceLimitError } from '../src/graph/index.ts';

/** What a run may use. `Infinity`: no limit. */
export interface RunLimits {
  /** Packets that wait in all input queues together. */
  readonly packetsInFlight: number;
  /** Seconds from start to end. */
  readonly wallSeconds: number;
  /** Seconds in which no packet is sent and no call begins. */
  readonly idleSeconds: number;
}

/** No limits. */
export const unlimited: RunLimits = { packetsInFlight: Infinity, wallSeconds: Infinity, idleSeconds: Infinity };

/** The limits of a run of an untrusted graph. */
export const untrustedRunLimits: RunLimits = { packetsInFlight: 10_000, wallSeconds: 600, idleSeconds: 60 };

/** Calls back at a regular pace, with the seconds since some fixed moment. Returns the function that ends it. */
export type Ticker = (callback: (seconds: number) => void) => () => void;

/** How often a run is looked at. */
const PERIOD_MS = 100;

const everyTenth: Ticker = callback => {
  const timer = setInterval(() => callback(performance.now() / 1000), PERIOD_MS);
  timer.unref();
  return () => clearInterval(timer);
};

/**
 * Watches the runs of a graph and fails the one that exceeds a limit with a {@link ResourceLimitError}. Looks ten times a
 * second, from the event loop: a calculator that never gives it a turn is not ended.
 */
export function limitRun(graph: Graph, limits: RunLimits, ticker: Ticker = everyTenth): void {
  const start = graph.start.bind(graph);
  graph.start = options => {
    start(options);
    watch(graph, limits, ticker);
  };
}

function watch(graph: Graph, limits: RunLimits, ticker: Ticker): void {
  let begin: number | undefined;
  let lastProgress = -1;
  let lastChange = 0;
  let hasFailed = false;
  const stop = ticker(now => {
    // One error, however long its calls take to end.
    if (hasFailed) return;
    begin ??= now;
    const { nodes, streams } = graph.stats();
    const inputs = nodes.flatMap(node => node.inputs);
    const queued = inputs.reduce((sum, input) => sum + input.queued, 0);
    const progress =
      nodes.reduce((sum, node) => sum + node.calls, 0) + streams.reduce((sum, stream) => sum + stream.sent, 0);
    if (progress !== lastProgress) lastChange = now;
    lastProgress = progress;
    const fail = (limit: keyof RunLimits, fact: string): void => {
      hasFailed = true;
      graph.fail(new ResourceLimitError(limit, `graph: ${fact}. Raise the limit ${limit} if you trust the graph.`));
    };
    if (queued > limits.packetsInFlight) {
      fail('packetsInFlight', `${queued} packets wait in its queues; ${limits.packetsInFlight} are the limit`);
    } else if (now - begin > limits.wallSeconds) {
      fail('wallSeconds', `it has run for ${limits.wallSeconds} s, which is the limit`);
    } else if (now - lastChange > limits.idleSeconds) {
      fail('idleSeconds', `nothing has happened for ${limits.idleSeconds} s, which is the limit`);
    }
  });
  graph.onSettled(stop);
}
