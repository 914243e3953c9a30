import { type GraphPlan, MillraceError } from '../../../graph/index.ts';
import type { TrainingFiles } from '../training-files.ts';
import { describeGraph, graphDifferences, type NodeDescription } from './describe-graph.ts';
import { decodeState } from './encode-state.ts';

/** How much of a checkpoint is taken over: everything, or the weights of networks alone. */
export type ResumePolicy = 'exact' | 'weights_only';

/** A checkpoint that was read. */
export interface Checkpoint {
  readonly folder: string;
  /** Steps done. */
  readonly step: number;
  readonly epoch: number;
  /** For `start` of the graph. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** What `graph.json` of a checkpoint holds. */
export interface CheckpointHeader {
  readonly kind: 'millrace-checkpoint';
  readonly version: 1;
  readonly step: number;
  readonly epoch: number;
  readonly nodes: readonly NodeDescription[];
}

/** The folders of checkpoints inside of a folder, by step, the newest last. */
export async function listCheckpoints(files: TrainingFiles, folder: string): Promise<readonly number[]> {
  const names = await files.list(folder);
  return names
    .filter(name => /^\d+\/$/.test(name))
    .map(name => Number(name.slice(0, -1)))
    .sort((a, b) => a - b);
}

/**
 * Reads a checkpoint for a graph: the folder of one, or the newest inside of a folder of several.
 *
 * @throws MillraceError when there is none, or when the graph is not the one that wrote it: it names each node and option
 *   that differs. With `weights_only` another graph may take over the weights of the nodes that have the same names.
 */
export async function readCheckpoint(
  files: TrainingFiles,
  folder: string,
  plan: GraphPlan,
  policy: ResumePolicy = 'exact',
): Promise<Checkpoint> {
  const place = (await files.list(folder)).includes('graph.json')
    ? folder
    : `${folder}/${(await listCheckpoints(files, folder)).at(-1) ?? ''}`;
  if (place.endsWith('/')) {
    throw new MillraceError(
      'NOT_FOUND',
      `checkpoint ${folder}: there is none in this folder. Train without resuming first.`,
    );
  }
  const text = async (name: string): Promise<string> =>
    new TextDecoder().decode(await files.readFile(`${place}/${name}`));
  const header = JSON.parse(await text('graph.json')) as CheckpointHeader;
  const state = decodeState({ json: await text('state.json'), bytes: await files.readFile(`${place}/state.bin`) });
  const states = state as Readonly<Record<string, unknown>>;
  if (policy === 'weights_only') {
    return { folder: place, step: header.step, epoch: header.epoch, state: weightsOf(states) };
  }
  const differences = graphDifferences(header.nodes, describeGraph(plan));
  if (differences.length > 0) {
    throw new MillraceError(
      'FAILED_PRECONDITION',
      `checkpoint ${place}: was written by another graph: ${differences.join('; ')}. Undo these changes, or take over the weights only.`,
    );
  }
  return { folder: place, step: header.step, epoch: header.epoch, state: states };
}

/** The states of trainings, without their optimisers. */
function weightsOf(states: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [node, state] of Object.entries(states)) {
    if (typeof state !== 'object' || state === null || !('kind' in state) || state.kind !== 'trainer') continue;
    const { moments: _, ...rest } = state as { readonly moments?: unknown };
    found[node] = { ...rest, steps: 0 };
  }
  return found;
}
