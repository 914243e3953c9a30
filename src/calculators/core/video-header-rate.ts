/** The frame rate of a stream's header, in frames per second; `undefined` when the header has none. */
export function frameRateOf(header: unknown): number | undefined {
  if (typeof header !== 'object' || header === null || !('frame_rate' in header)) return undefined;
  return typeof header.frame_rate === 'number' ? header.frame_rate : undefined;
}

/** A stream's header with another frame rate. */
export function withFrameRate(header: unknown, rate: number): Readonly<Record<string, unknown>> {
  return { ...(typeof header === 'object' ? header : {}), frame_rate: rate };
}
