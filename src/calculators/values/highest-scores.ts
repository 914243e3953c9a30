/** A score and its place in the list it comes from. */
export interface RankedScore {
  readonly index: number;
  readonly score: number;
}

/**
 * The scores that reach a threshold, compared as 32-bit floats, which they are in MediaPipe: at most `count`, the highest
 * first; of equal ones the later first. Where not all equal ones have room, those stay that MediaPipe's heap keeps: only the
 * first `count` scores that are high enough can enter, and of the lowest among them the earliest leave.
 *
 * @param count - absent: all.
 */
export function highestScores(scores: readonly number[], threshold: number, count?: number): readonly RankedScore[] {
  const least = Math.fround(threshold);
  const ranked = scores
    .map((score, index) => ({ index, score, single: Math.fround(score) }))
    .filter(({ single }) => single >= least);
  const descending = [...ranked].sort((a, b) => b.single - a.single || b.index - a.index);
  const last = count === undefined ? undefined : descending[count - 1];
  if (count === undefined || last === undefined) return descending.map(plain);
  const first = ranked.filter(({ single }) => single >= last.single).slice(0, count);
  const latest = first.at(-1)?.index ?? 0;
  return descending
    .filter(({ single, index }) => single > last.single || (single === last.single && index <= latest))
    .slice(0, count)
    .map(plain);
}

const plain = ({ index, score }: RankedScore): RankedScore => ({ index, score });
