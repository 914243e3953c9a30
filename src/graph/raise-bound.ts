import type { OutputPort } from './calculator-context.ts';
import type { Timestamp } from './timestamp.ts';

/** Raises the bound of an output that is still open; a bound that is no higher is no news. */
export function raiseBound(
  output: Pick<OutputPort, 'isClosed' | 'nextTimestampBound' | 'setNextTimestampBound'>,
  bound: Timestamp,
): void {
  if (!output.isClosed && bound > output.nextTimestampBound) output.setNextTimestampBound(bound);
}
