import { builtinCalculators } from '../../src/calculators/index.ts';
import { type GraphRunner, graphRunnerService, type NestedRun } from '../../src/calculators/train/index.ts';
import {
  createGraph,
  createRegistry,
  type Graph,
  type GraphLimits,
  MillraceError,
  planGraph,
  setGraphOptions,
  trustedLimits,
  untrustedLimits,
} from '../../src/graph/index.ts';
import { createFileAccess, type FileAccessOptions } from '../file-access.ts';
import { type GraphFile, readGraphFile } from '../load-graph-file.ts';

/** How deep graphs may run inside of each other. */
const MAX_DEPTH = 4;

/** What a {@link nodeGraphRunner} works with. */
export interface GraphRunnerSetup {
  /** Which files the graph may read; the graphs that it runs are under the same rule. */
  readonly files?: FileAccessOptions | undefined;
  /** The services of the graph: those of the graphs that it runs. */
  readonly services: Readonly<Record<string, unknown>>;
  /** Sees each graph before it runs: for limits. */
  readonly watch?: ((graph: Graph) => void) | undefined;
  /** How many graphs this one runs in. */
  readonly depth?: number | undefined;
}

/** Runs graph files inside of a graph, with built-in calculators, on the thread of the graph. */
export function nodeGraphRunner({ files, services, watch, depth = 0 }: GraphRunnerSetup): GraphRunner {
  const registry = createRegistry(builtinCalculators);
  const limits: GraphLimits = files?.isPortable === true ? untrustedLimits : trustedLimits;
  const inner = Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(services),
      [graphRunnerService.key]: {
        enumerable: true,
        get: () => nodeGraphRunner({ files, services, watch, depth: depth + 1 }),
      },
    },
  );
  return {
    async open(file) {
      if (depth >= MAX_DEPTH) {
        throw new MillraceError(
          'RESOURCE_EXHAUSTED',
          `${file}: would run inside of ${depth} other graphs, ${MAX_DEPTH} at most. Look for a graph that runs itself.`,
        );
      }
      const read = await readGraphFile(createFileAccess(files).locate(file, 'read'), { registry, limits });
      return { run: setup => runNested(read, setup) };
    },
  };

  async function runNested({ graph, subgraphs }: GraphFile, setup: NestedRun): Promise<readonly unknown[] | undefined> {
    const settled = setGraphOptions(graph, setup.options);
    const nested = createGraph(planGraph(settled, { registry, subgraphs, limits }), { services: inner });
    watch?.(nested);
    const found = setup.outputs.map((): unknown => undefined);
    for (const [i, stream] of setup.outputs.entries()) {
      nested.observe(stream, packet => {
        found[i] = packet.value;
      });
    }
    const stopped = new AbortController();
    const running = nested.run({ sidePackets: setup.sidePackets });
    const forget = setup.onStop(() => {
      stopped.abort();
      nested.cancel('the graph that it runs in has ended');
    });
    try {
      await running;
    } catch (error) {
      if (!stopped.signal.aborted) throw error;
    } finally {
      forget();
    }
    return stopped.signal.aborted ? undefined : found;
  }
}
