import { type GraphPlan, MillraceError } from '../../src/graph/index.ts';
import type { Source } from '../sources/source.ts';

/** What becomes of pictures while a graph's GPU is lost: the last one stays, or frames pass as they are. */
export type WhileGpuIsLost = 'hold' | 'pass';

/**
 * The outputs at which the frames of a graph's source may come out in place of its pictures: those with the tag IMAGE. Masks and
 * numbers are no pictures of the source.
 *
 * @throws MillraceError when more than one source gives frames, or none, or the graph has no such output.
 */
export function passOutputs(
  plan: Pick<GraphPlan, 'outputs'>,
  sources: ReadonlyMap<string, Pick<Source, 'gives'>>,
): ReadonlySet<string> {
  const frames = [...sources].filter(([, source]) => source.gives === 'frames').map(([stream]) => stream);
  const refuse = (fact: string, remedy: string) =>
    new MillraceError('INVALID_ARGUMENT', `whileGpuIsLost "pass": ${fact}. ${remedy} or leave it at "hold".`);
  if (frames.length !== 1) {
    const fact =
      frames.length === 0 ? 'no source gives frames' : `${frames.length} sources give frames (${frames.join(', ')})`;
    throw refuse(fact, 'Use it with one');
  }
  const outputs = plan.outputs.filter(one => one.tag === 'IMAGE').map(one => one.name);
  if (outputs.length === 0) {
    const names = plan.outputs.map(one => one.name).join(', ') || 'none';
    throw refuse(`the graph has no output with the tag IMAGE (its outputs: ${names})`, 'Write IMAGE:name there');
  }
  return new Set(outputs);
}
