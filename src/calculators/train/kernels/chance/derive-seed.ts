import { fnv1a } from './fnv1a.ts';
import { splitmix32 } from './splitmix32.ts';

/**
 * The seed of one stream of chance: a chain of SplitMix32 over the root seed, the node's name, the stream's name and the
 * epoch (or step). Two nodes, streams or epochs have unrelated seeds, and a run that resumes at an epoch needs no state
 * of a generator: the seed says it all.
 */
export function deriveSeed(root: number, node: string, stream: string, epoch = 0): number {
  let seed = root >>> 0;
  for (const part of [fnv1a(node), fnv1a(stream), epoch >>> 0]) seed = splitmix32((seed ^ part) >>> 0).uint32();
  return seed;
}
