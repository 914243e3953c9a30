import type { Timestamp } from '../../graph/index.ts';

/** Gives each output the header of the input at its place. */
export function passHeaders(
  inputs: readonly { readonly header: unknown }[],
  outputs: readonly { setHeader(header: unknown): void }[],
): void {
  for (const [i, output] of outputs.entries()) {
    const header = inputs[i]?.header;
    if (header !== undefined) output.setHeader(header);
  }
}

interface BoundedOutput {
  readonly isClosed: boolean;
  readonly nextTimestampBound: Timestamp;
  setNextTimestampBound(bound: Timestamp): void;
}

/** Raises the bound of an output that is still open; a bound that is no higher is no news. */
export function raiseBound(output: BoundedOutput, bound: Timestamp): void {
  if (!output.isClosed && bound > output.nextTimestampBound) output.setNextTimestampBound(bound);
}
