/**
 * Makes timestamps of a live source fit a graph: counted from the first one, whole microseconds, rising. A clock that goes
 * back (a video that was wound, a camera that was reset) goes on one frame after where it was; the same time twice is no
 * new frame, and gives `undefined`.
 */
export function risingTime(frameUs = 33_333): (timestampUs: number) => number | undefined {
  let offset: number | undefined;
  let last = -1;
  let lastRaw = Number.NaN;
  return raw => {
    if (raw === lastRaw) return undefined;
    offset ??= -raw;
    let time = Math.round(raw + offset);
    if (time <= last) {
      time = last + frameUs;
      offset = time - raw;
    }
    lastRaw = raw;
    last = time;
    return time;
  };
}
