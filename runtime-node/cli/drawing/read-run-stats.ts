import { readFile } from 'node:fs/promises';
import type { DurationStats, GraphStats, InputStats, NodeStats } from '../../../src/graph/index.ts';
import { UsageError } from '../usage-error.ts';

/** What a drawing takes from a trace file. */
export type RunStats = Pick<GraphStats, 'nodes'>;

/**
 * Reads the statistics that `run --trace` puts into a trace. The file may come from anybody: what is not of the right
 * form is refused, nothing of it is taken for granted.
 *
 * @throws UsageError when there is no such file, or it is no trace of this program.
 */
export async function readRunStats(file: string): Promise<RunStats> {
  const where = `--with-stats: ${file}`;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${where}: cannot be read. Check the path.`, { cause: error });
  });
  let trace: unknown;
  try {
    trace = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${where}: is no JSON. Give a file that "millrace run --trace" has written.`, {
      cause: error,
    });
  }
  const nodes = field(field(field(trace, 'millrace'), 'stats'), 'nodes');
  if (!Array.isArray(nodes) || !nodes.every(isNodeStats)) {
    throw new UsageError(`${where}: has no statistics. Give a file that "millrace run --trace" has written.`);
  }
  return { nodes };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function isNodeStats(value: unknown): value is NodeStats {
  const [inputs, drops, time] = [field(value, 'inputs'), field(value, 'drops'), field(value, 'time')];
  return (
    typeof field(value, 'name') === 'string' &&
    Array.isArray(inputs) &&
    inputs.every(isInputStats) &&
    Array.isArray(drops) &&
    drops.every(drop => isCount(field(drop, 'packets')) && typeof field(drop, 'cause') === 'string') &&
    (time === undefined || isDurations(field(time, 'process')))
  );
}

function isInputStats(value: unknown): value is InputStats {
  // A queue without limit has null in JSON.
  const limit = field(value, 'maxQueueSize');
  return (
    typeof field(value, 'stream') === 'string' &&
    ['added', 'peak', 'dropped'].every(name => isCount(field(value, name))) &&
    (limit === null || isCount(limit))
  );
}

function isDurations(value: unknown): value is DurationStats {
  return ['count', 'total', 'p50', 'p95', 'p99'].every(name => isCount(field(value, name)));
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
