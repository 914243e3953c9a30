/**
 * A sound at another rate and of one length: linear between samples, each the mean of what it stands for where the rate
 * falls; the middle is kept of what is too long, and what is too short gets silence on both sides.
 */
export function fitSound(samples: Float32Array, rate: number, wantedRate: number, length: number): Float32Array {
  const ratio = rate / wantedRate;
  const count = Math.max(1, Math.floor(samples.length / ratio));
  const at = (i: number): number => {
    if (ratio <= 1) {
      const place = i * ratio;
      const low = Math.floor(place);
      const a = samples[low] ?? 0;
      return a + ((samples[low + 1] ?? a) - a) * (place - low);
    }
    const from = Math.floor(i * ratio);
    const to = Math.min(samples.length, Math.max(from + 1, Math.floor((i + 1) * ratio)));
    let sum = 0;
    for (let k = from; k < to; k++) sum += samples[k] ?? 0;
    return sum / Math.max(1, to - from);
  };
  const skip = Math.floor((count - length) / 2);
  return Float32Array.from({ length }, (_, i) => {
    const place = i + skip;
    return place < 0 || place >= count ? 0 : at(place);
  });
}
